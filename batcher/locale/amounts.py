"""Problem codes of numbers and money; part of those of values."""

from __future__ import annotations

from batcher.locale.text import Text

_MONEY = {
    "amount_ambiguous": Text(
        "{value} could be {whole} or a number with three places, and {currency} amounts have"
        " {places} places. Write {whole} if that is what it means; if the point is a decimal point,"
        " write {lower}{upper: or %}.",
        "「{value}」は {whole} とも小数第3位までの数とも読めます。{currency} の小数は {places}"
        " 桁までです。"
        "{whole} の意味であれば {whole} と、小数点の意味であれば {lower}{upper: または %} と"
        "入力してください。",
    ),
    "amount_places": Text(
        "{value} has more decimal places than {currency} has ({places}). The cell may show it"
        " rounded. Enter the exact amount, {lower}{upper: or %}; it is never rounded for you.",
        "「{value}」は {currency} の小数桁数（{places} 桁）を超えています。セルの表示では丸められて"
        "いる場合があります。{lower}{upper: または %} のように正確な金額を入力してください"
        "（自動で四捨五入することはありません）。",
    ),
    "amount_too_large": Text(
        "{value} {currency} is above the largest amount of one line, {limit} {currency}. Check"
        " the digits and the currency; split the amount, or raise the limit in the settings.",
        "「{value}」{currency} は1明細の上限 {limit} {currency} を超えています。桁数と通貨を"
        "確認して"
        "ください。正しい場合は、明細を分けるか、設定で上限を引き上げてください。",
    ),
    "minor_not_whole": Text(
        "{value} cannot be an amount in {currency}: Stripe takes it times 100, and the last two"
        " digits must be 00. For {value} {currency}, write {suggestion}.",
        "「{value}」は {currency} の金額として使えません。Stripe では100倍した整数で、末尾2桁が"
        " 00 で"
        "ある必要があります。{value} {currency} であれば {suggestion} と入力してください。",
    ),
    "total_not_whole": Text(
        "With {value} here the line comes to {currency} {total}, and a line in {currency} has no"
        " fraction. Change the price or the quantity so that it comes to a whole amount, as {lower}"
        " or {upper}.",
        "「{value}」では明細の金額が {currency} {total} になりますが、"
        "{currency} の明細に小数は使えません。"
        "{lower} や {upper} のような整数になるよう、単価または数量を変更してください。",
    ),
    "unit_ambiguous": Text(
        "{value} could be {whole} or a price with three places. Write {whole}, or {exact} if the"
        " point is a decimal point.",
        "「{value}」は {whole} とも小数第3位までの単価とも読めます。{whole} と入力するか、"
        "小数点であれば"
        " {exact} と入力してください。",
    ),
    "unit_places": Text(
        "{value} has more than the {allowed} decimal places a unit price in {currency} can have."
        " Shorten it.",
        "「{value}」は {currency} の単価に使える小数 {allowed} 桁を超えています。桁数を減らして"
        "ください。",
    ),
}

_NUMBERS = {
    "number_ambiguous": Text(
        "{value} could be {whole} or a number with three places. Write {whole}, or {exact} if the"
        " point is a decimal point.",
        "「{value}」は {whole} とも小数第3位までの数とも読めます。{whole} と入力するか、小数点で"
        "あれば"
        " {exact} と入力してください。",
    ),
    "number_text": Text(
        "{value} is not a number. Write digits only, like {example}; a leading minus makes it"
        " negative.",
        "「{value}」は数値ではありません。{example} のように数字で入力してください。負の数は先頭に"
        "「-」を付けます。",
    ),
    "number_figures": Text(
        "{value} holds figures other than 0 to 9. Write the number in plain digits, like"
        " {example}.",
        "「{value}」に 0～9 以外の数字が含まれています。{example} のように通常の数字で入力して"
        "ください。",
    ),
    "number_thousands": Text(
        "The comma in {value} does not separate groups of three digits, so it may be a decimal"
        " comma. Write commas only between groups of three (1,234) and a point before decimals"
        " (1234.50).",
        "「{value}」のカンマは3桁区切りになっておらず、小数点の意味とも読めます。カンマは3桁ごと"
        "（1,234）に、小数は点（1234.50）で入力してください。",
    ),
    "number_european": Text(
        "{value} uses points between thousands. Write it without them and with a point before"
        " decimals, like 1234.50.",
        "「{value}」は桁区切りに点が使われています。桁区切りを除き、小数は点で、1234.50 のように"
        "入力してください。",
    ),
    "number_spaces": Text(
        "{value} has spaces or apostrophes between its digits. Write the digits together, like"
        " {example}.",
        "「{value}」は数字の間に空白または「'」が入っています。{example} のように続けて入力して"
        "ください。",
    ),
    "number_zeros": Text(
        "{value} begins with zeros, as codes do and amounts do not. Check that the right value is"
        " in"
        " this column; if it is a number, write it without the zeros.",
        "「{value}」は先頭が 0 で、金額や数量ではなくコードのように見えます。列が"
        "ずれていないか確認し、"
        "数値であれば先頭の 0 を除いてください。",
    ),
    "number_minus": Text(
        "The sign of {value} is not clear. Put a minus in front, like -100, or write (100) or"
        " △100.",
        "「{value}」の符号を判別できません。-100 のように先頭に「-」を付けるか、(100) または △100"
        " と"
        "入力してください（長音「ー」は使えません）。",
    ),
    "number_credit": Text(
        "{value} ends in a letter mark for credit or debit. Write a plain number: with a minus in"
        " front if it lowers the invoice, without if it raises it.",
        "「{value}」には貸方・借方の記号（CR／DR など）が付いています。記号を除き、請求額を"
        "減らす場合は"
        "先頭に「-」を付けた数値で入力してください。",
    ),
    "number_kanji": Text(
        "{value} is written with Japanese numerals or units. Write digits only: 1000 for 千円.",
        "「{value}」は漢数字または「千」「万」などの単位を含んでいます。千円は 1000 のように、"
        "数字だけで入力してください。",
    ),
    "number_notation": Text(
        "{value} is a notation of programs, not an amount. Write the digits out, like {example}.",
        "「{value}」は指数などのプログラム用の表記です。{example} のように数字をすべて書いて"
        "ください。",
    ),
    "number_percent": Text(
        "{value} is a percentage; this column wants a number, like {example}.",
        "「{value}」はパーセントです。この列には {example} のような数値を入力してください。",
    ),
    "number_backslash": Text(
        "{value} holds a backslash. It stands for the yen sign only in CSV files in the Windows"
        " Japanese encoding. Write the number without it.",
        "「{value}」にバックスラッシュ（\\）が含まれています。円記号とみなせるのは Shift_JIS（"
        "CP932）の"
        " CSV だけです。記号を除いて数値だけを入力してください。",
    ),
    "number_digits": Text(
        "{value} has more than the 15 digits that Excel keeps; the rest may have been changed."
        " Enter a number with at most 15 digits.",
        "「{value}」は Excel が正確に保持できる15桁を超えており、下位の桁が変わっているおそれが"
        "あります。15桁以内の数値を入力してください。",
    ),
    "number_not_finite": Text(
        "{value} is not a number: a calculation may have failed. Enter the number itself, like 75.",
        "「{value}」は数値ではありません。計算に失敗している可能性があります。数値そのものを"
        "入力して"
        "ください。",
    ),
    "number_is_date": Text(
        "The cell is shown as a date or time ({value}) but holds the number {serial}. Format the"
        " cell as Number, check the value and enter it again.",
        "このセルは日付または時刻（{value}）として表示されていますが、実際の値は {serial} です。"
        "セルの表示形式を「数値」に変え、値を確認して入力し直してください。",
    ),
    "number_is_yes_no": Text(
        "{value} is a yes or no, not a number. Enter a number.",
        "「{value}」は真偽値であり、数値ではありません。数値を入力してください。",
    ),
    "number_negative": Text(
        "{value} is negative; this column takes zero or more. To credit a customer, put the minus"
        " on"
        " the amount.",
        "「{value}」は負の数です。この列は 0 以上で入力してください。値引きや返金は金額または単価を"
        "負にします。",
    ),
    "number_not_whole": Text(
        "{value} is not a whole number; this column takes no decimal places.",
        "「{value}」は整数ではありません。この列には小数のない数値を入力してください。",
    ),
    "number_places": Text(
        "{value} has more than {places} decimal places. Shorten it to at most {places}.",
        "「{value}」は小数 {places} 桁を超えています。{places} 桁以内にしてください。",
    ),
    "minor_has_point": Text(
        "{value} has a decimal point, but this column is in minor units (cents), whole. Write"
        " {allowed} if that is the number of minor units, or use the column in the major unit"
        " (amount, unit_amount).",
        "「{value}」に小数点がありますが、この列は最小単位（セントなど）の整数です。最小単位で"
        " {allowed} の"
        "意味であれば {allowed} と入力し、そうでなければ「金額」の列を使ってください。",
    ),
    "percent_range": Text(
        "{value} is above 100. Write a percentage from 0 to 100, like 10 for 10 %.",
        "「{value}」は 100 を超えています。10％ は 10 のように、0 から 100 までで"
        "入力してください。",
    ),
}

PROBLEMS: dict[str, Text] = {**_MONEY, **_NUMBERS}
