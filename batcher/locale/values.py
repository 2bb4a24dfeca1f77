"""Problem codes of values: what a cell held, what is allowed there, how to mend it."""

from __future__ import annotations

from batcher.locale.text import Text

_MONEY = {
    "amount_ambiguous": Text(
        "{value} could be {whole} or a number with three places, and {currency} amounts have"
        " {places} places. Write {whole} if that is what it means; otherwise write the amount with"
        " at most {places} places, like {example}.",
        "「{value}」は {whole} とも小数第3位までの数とも読めます。{currency} の小数は {places} 桁までです。"
        "{whole} の意味であれば {whole} と、そうでなければ {example} のように小数 {places} 桁以内で"
        "入力してください。",
    ),
    "amount_places": Text(
        "{value} has more decimal places than {currency} has ({places}). The cell may show it"
        " rounded. Enter the exact amount with at most {places} places, like {example}; it is never"
        " rounded for you.",
        "「{value}」は {currency} の小数桁数（{places} 桁）を超えています。セルの表示では丸められて"
        "いる場合があります。{example} のように小数 {places} 桁以内の正確な金額を入力してください"
        "（自動で四捨五入することはありません）。",
    ),
    "amount_too_large": Text(
        "{value} {currency} is above the largest amount of one line, {limit} {currency}. Check"
        " the digits and the currency; split the amount, or raise the limit in the settings.",
        "「{value}」{currency} は1明細の上限 {limit} {currency} を超えています。桁数と通貨を確認して"
        "ください。正しい場合は、明細を分けるか、設定で上限を引き上げてください。",
    ),
    "minor_not_whole": Text(
        "{value} cannot be an amount in {currency}: Stripe takes it times 100, and the last two"
        " digits must be 00. For {value} {currency}, write {suggestion}.",
        "「{value}」は {currency} の金額として使えません。Stripe では100倍した整数で、末尾2桁が 00 で"
        "ある必要があります。{value} {currency} であれば {suggestion} と入力してください。",
    ),
    "unit_ambiguous": Text(
        "{value} could be {whole} or a price with three places. Write {whole}, or {exact} if the"
        " point is a decimal point.",
        "「{value}」は {whole} とも小数第3位までの単価とも読めます。{whole} と入力するか、小数点であれば"
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
        "「{value}」は {whole} とも小数第3位までの数とも読めます。{whole} と入力するか、小数点であれば"
        " {exact} と入力してください。",
    ),
    "number_text": Text(
        "{value} is not a number. Write digits only, like {example}; a leading minus makes it"
        " negative.",
        "「{value}」は数値ではありません。{example} のように数字で入力してください。負の数は先頭に"
        "「-」を付けます。",
    ),
    "number_figures": Text(
        "{value} holds figures other than 0 to 9. Write the number in plain digits, like {example}.",
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
        "{value} begins with zeros, as codes do and amounts do not. Check that the right value is in"
        " this column; if it is a number, write it without the zeros.",
        "「{value}」は先頭が 0 で、金額や数量ではなくコードのように見えます。列がずれていないか確認し、"
        "数値であれば先頭の 0 を除いてください。",
    ),
    "number_minus": Text(
        "The sign of {value} is not clear. Put a minus in front, like -100, or write (100) or △100.",
        "「{value}」の符号を判別できません。-100 のように先頭に「-」を付けるか、(100) または △100 と"
        "入力してください（長音「ー」は使えません）。",
    ),
    "number_credit": Text(
        "{value} ends in a letter mark for credit or debit. Write a plain number: with a minus in"
        " front if it lowers the invoice, without if it raises it.",
        "「{value}」には貸方・借方の記号（CR／DR など）が付いています。記号を除き、請求額を減らす場合は"
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
        "「{value}」にバックスラッシュ（\\）が含まれています。円記号とみなせるのは Shift_JIS（CP932）の"
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
        "「{value}」は数値ではありません。計算に失敗している可能性があります。数値そのものを入力して"
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
        "{value} is negative; this column takes zero or more. To credit a customer, put the minus on"
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
        "「{value}」に小数点がありますが、この列は最小単位（セントなど）の整数です。最小単位で {allowed} の"
        "意味であれば {allowed} と入力し、そうでなければ「金額」の列を使ってください。",
    ),
    "percent_range": Text(
        "{value} is above 100. Write a percentage from 0 to 100, like 10 for 10 %.",
        "「{value}」は 100 を超えています。10％ は 10 のように、0 から 100 までで入力してください。",
    ),
}

_DATES = {
    "date_text": Text(
        "{value} is not a date we can read. Write it year first, like 2026-04-01, 2026/4/1,"
        " 2026年4月1日 or 令和8年4月1日, or as a date cell.",
        "「{value}」は日付として読み取れません。2026-04-01、2026/4/1、2026年4月1日、令和8年4月1日の"
        "いずれかの形か、日付形式のセルで入力してください。",
    ),
    "date_ambiguous": Text(
        "{value} may be read day first or month first. Write the year first: 2026-04-05.",
        "「{value}」は日と月の順序または年が判別できません。2026-04-05 のように年から入力して"
        "ください。",
    ),
    "date_is_number": Text(
        "{value} is a number, not a date; what day it means depends on the workbook. Format the cell"
        " as Date and check it, or write the day as text (perhaps {suggestion}).",
        "「{value}」は日付ではなく数値です。どの日を表すかはブックの設定によって変わります。セルの表示形式"
        "を「日付」にして確認するか、{suggestion} のような形で日付を入力してください。",
    ),
    "date_impossible": Text(
        "{value} is a day that does not exist. Check the month and the day.",
        "「{value}」は存在しない日付です。月と日を確認してください。",
    ),
    "date_outside_era": Text(
        "{value} is outside its era. If {suggestion} is meant, write that.",
        "「{value}」はその元号の期間外です。{suggestion} の意味であれば、西暦でそのように入力して"
        "ください。",
    ),
    "date_range": Text(
        "{value} is outside the years 1971 to 2199. Check the year; a number formatted as a date"
        " looks like this too.",
        "「{value}」は1971年から2199年の範囲外です。年を確認してください。数値に日付の表示形式が付いて"
        "いる場合もこのように表示されます。",
    ),
    "date_not_a_day": Text(
        "{value} is not a day: the cell holds a time or a yes or no. Enter a date, like 2026-04-01.",
        "「{value}」は日付ではなく、時刻または真偽値です。2026-04-01 のような日付を入力してください。",
    ),
    "time_impossible": Text(
        "The time in {value} cannot be read. Write it like 2026-04-01T09:30:00, if you like with an"
        " offset: 2026-04-01T09:30:00+09:00.",
        "「{value}」の時刻を読み取れません。2026-04-01T09:30:00 の形で入力してください。時差を付ける場合は"
        " 2026-04-01T09:30:00+09:00 とします。",
    ),
    "time_repeated": Text(
        "{value} happens twice in {zone}: the clocks are put back. Write the offset too, like"
        " {suggestion}.",
        "「{value}」は {zone} の時計の切り替えで2回あります。{suggestion} のように時差も付けて"
        "ください。",
    ),
    "time_skipped": Text(
        "{value} does not exist in {zone}: the clocks are put forward over it. Write a time before"
        " or after.",
        "「{value}」は {zone} の時計の切り替えで存在しない時刻です。前後の時刻を入力してください。",
    ),
}

_IDS = {
    "id_not_text": Text(
        "{value} is not text, so it cannot be trusted as an ID: Excel changes long numbers."
        " Format the column as Text and paste the ID ({expected}) again.",
        "「{value}」は文字列ではないため、IDとして扱えません（Excel は長い数字を変えることが"
        "あります）。列の表示形式を「文字列」にして、ID（{expected}）を貼り付け直してください。",
    ),
    "id_malformed": Text(
        "{value} is not an ID of this column ({expected}). An ID is its prefix, then letters A to Z,"
        " digits and underscores; capital and small letters differ. Copy it from Stripe.",
        "「{value}」はこの列のID（{expected}）ではありません。IDは接頭辞に続く半角英数字と"
        "アンダースコアで、大文字と小文字を区別します。Stripe からコピーしてください。",
    ),
    "id_wrong_prefix": Text(
        "{value} begins with {found}, but this column takes {expected}. Look for the right ID, or the"
        " right column for this one.",
        "「{value}」は {found} で始まりますが、この列に入るのは {expected} です。正しいIDか、このIDを"
        "入れる列を確認してください。",
    ),
    "id_item_for_line": Text(
        "{value} is an invoice item ({found}); this column takes the line on the invoice"
        " ({expected}). Both stand on the same line in Stripe: copy the ID that begins with il_.",
        "「{value}」は請求書アイテムのID（{found}）です。この列には請求書のラインアイテムID（{expected}）を"
        "入力してください。il_ で始まるIDです。",
    ),
    "id_line_for_item": Text(
        "{value} is a line of an invoice ({found}); this column takes the pending invoice item"
        " ({expected}). Copy the ID that begins with ii_.",
        "「{value}」は請求書のラインアイテムID（{found}）です。この列には未割り当ての請求書アイテムID"
        "（{expected}）を入力してください。ii_ で始まるIDです。",
    ),
    "id_wide": Text(
        "{value} holds wide characters. Write the ID in ASCII as Stripe shows it: {suggestion}.",
        "「{value}」に全角文字が含まれています。Stripe の表示どおり半角で入力してください：{suggestion}",
    ),
    "id_inside_text": Text(
        "{value} holds more than the ID. Leave only the ID in the cell: {suggestion}.",
        "「{value}」にはID以外の文字が含まれています。IDだけを入力してください：{suggestion}",
    ),
    "id_twice": Text(
        "{id} stands twice in this list. Leave it once.",
        "「{id}」がこの一覧に重複しています。1つだけ残してください。",
    ),
    "ref_malformed": Text(
        "{value} is not a reference. Write @ and then the ref of a row of create_invoices, at most"
        " {allowed} characters on one line.",
        "「{value}」は参照として読み取れません。「@」に続けて、請求書作成シートの「参照」の値を1行、"
        "{allowed} 文字以内で入力してください。",
    ),
}

_WORDS = {
    "text_control": Text(
        "The text holds an invisible or damaged character ({found}): {value}. Type the text again"
        " without it.",
        "文字列に目に見えない、または壊れた文字（{found}）が含まれています：「{value}」。"
        "入力し直してください。",
    ),
    "text_too_long": Text(
        "The text has {length} characters; at most {allowed} are allowed. Shorten it: {value}",
        "文字列が {length} 文字あります。{allowed} 文字以内に短くしてください：「{value}」",
    ),
    "text_number": Text(
        "{value} is a number too large or too small to be shown plainly. Format the cell as Text and"
        " write what should be sent.",
        "「{value}」は桁が多く、そのままの形で文字列にできません。セルの表示形式を「文字列」にして、"
        "送信する文字を入力してください。",
    ),
    "text_is_time": Text(
        "The cell holds a time ({value}), which Excel keeps as a number. Format the cell as Text and"
        " write what should be sent.",
        "このセルは時刻（{value}）で、Excel では数値として保存されています。セルの表示形式を「文字列」に"
        "して、送信する文字を入力してください。",
    ),
    "yes_no_unknown": Text(
        "{value} is neither yes nor no. Write yes or no (also TRUE/FALSE, 1/0, Y/N, はい/いいえ,"
        " ○/×); leave it blank to leave it alone.",
        "「{value}」は「はい」「いいえ」のどちらとも読み取れません。はい／いいえ（○／×、TRUE／FALSE、"
        "1／0 も可）で入力してください。変更しない場合は空白にします。",
    ),
    "choice_unknown": Text(
        "{value} is not one of the words of this column: {allowed}. Perhaps {suggestion} is meant.",
        "「{value}」はこの列で使える値ではありません。使える値：{allowed}。{suggestion} の誤りでは"
        "ありませんか。",
    ),
    "currency_unknown": Text(
        "{value} is not a currency Stripe bills in. Write its three letters, like USD or JPY.",
        "「{value}」は Stripe で請求できる通貨ではありません。USD や JPY のような3文字のコードで入力して"
        "ください。",
    ),
    "currency_unknown_near": Text(
        "{value} is not a currency Stripe bills in. Perhaps {suggestion} is meant: write its three"
        " letters.",
        "「{value}」は Stripe で請求できる通貨ではありません。{suggestion} の誤りではありませんか。"
        "3文字のコードで入力してください。",
    ),
    "currency_sign": Text(
        "{value} may mean more than one currency. Write its three letters (perhaps {suggestion}).",
        "「{value}」では通貨を特定できません。{suggestion} のような3文字のコードで入力してください。",
    ),
}

PROBLEMS: dict[str, Text] = {
    **_MONEY,
    **_NUMBERS,
    **_DATES,
    **_IDS,
    **_WORDS,
    "cell_unreadable": Text(
        "The cell holds something that is neither text, number nor date: {value}. Type its content"
        " again.",
        "このセルの内容は文字列・数値・日付のいずれでもありません：「{value}」。入力し直してください。",
    ),
    "clear_not_allowed": Text(
        "{value} cannot be used here: only lists and metadata keys can be emptied. Leave the cell"
        " blank to leave it alone.",
        "「{value}」はこの列では使えません。空にできるのは一覧（税率・割引など）とメタデータだけです。"
        "変更しない場合は空白にしてください。",
    ),
    "error_text": Text(
        "{value} is an Excel error, not a value. Mend the formula it came from, or type the value.",
        "「{value}」は Excel のエラー値です。元の数式を修正するか、値を入力してください。",
    ),
}
