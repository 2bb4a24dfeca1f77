"""Problem codes of values: what a cell held, what is allowed there, how to mend it."""

from __future__ import annotations

from batcher.locale import amounts
from batcher.locale.text import Text

_DATES = {
    "date_text": Text(
        "{value} is not a date we can read. Write it year first, like 2026-04-01, 2026/4/1,"
        " 2026年4月1日 or 令和8年4月1日, or as a date cell.",
        "「{value}」は日付として読み取れません。2026-04-01、2026/4/1、2026年4月1日、令和8年4月1日の"
        "いずれかの形か、日付形式のセルで入力してください。",
    ),
    "date_ambiguous": Text(
        "{value} may mean more than one day: it does not say which figures are the year, the month"
        " and the day. Write the year first and in full: 2026-04-05.",
        "「{value}」は年・月・日の順序または年が判別できません。2026-04-05 のように年から入力して"
        "ください。",
    ),
    "date_year_last": Text(
        "{value} ends in the year, so that day and month may be taken for one another. Write the"
        " year first; if {suggestion} is meant, write that.",
        "「{value}」は年が最後にあり、日と月を取り違えるおそれがあります。年から入力してください"
        "（{suggestion} の意味であれば、そのように入力してください）。",
    ),
    "date_is_number": Text(
        "{value} is a number, not a date; what day it means depends on the workbook. Format the"
        " cell"
        " as Date and check it, or write the day as text (perhaps {suggestion}).",
        "「{value}」は日付ではなく数値です。どの日を表すかはブックの設定によって変わります。"
        "セルの表示形式"
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
        "「{value}」は1971年から2199年の範囲外です。年を確認してください。数値に日付の表示形式が"
        "付いて"
        "いる場合もこのように表示されます。",
    ),
    "date_not_a_day": Text(
        "{value} is not a day: the cell holds a time or a yes or no. Enter a date, like"
        " 2026-04-01.",
        "「{value}」は日付ではなく、時刻または真偽値です。2026-04-01 のような日付を"
        "入力してください。",
    ),
    "time_impossible": Text(
        "The time in {value} cannot be read. Write it like 2026-04-01T09:30:00, if you like with an"
        " offset: 2026-04-01T09:30:00+09:00.",
        "「{value}」の時刻を読み取れません。2026-04-01T09:30:00 の形で入力してください。時差を"
        "付ける場合は"
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
        "{value} is not an ID of this column ({expected}). An ID is its prefix, then letters A to"
        " Z,"
        " digits and underscores; capital and small letters differ. Copy it from Stripe.",
        "「{value}」はこの列のID（{expected}）ではありません。IDは接頭辞に続く半角英数字と"
        "アンダースコアで、大文字と小文字を区別します。Stripe からコピーしてください。",
    ),
    "id_wrong_prefix": Text(
        "{value} begins with {found}, but this column takes {expected}. Look for the right ID, or"
        " the"
        " right column for this one.",
        "「{value}」は {found} で始まりますが、この列に入るのは {expected} です。正しいIDか、"
        "このIDを"
        "入れる列を確認してください。",
    ),
    "id_item_for_line": Text(
        "{value} is an invoice item ({found}); this column takes the line on the invoice"
        " ({expected}). Both stand on the same line in Stripe: copy the ID that begins with il_.",
        "「{value}」は請求書アイテムのID（{found}）です。この列には請求書のラインアイテムID（"
        "{expected}）を"
        "入力してください。il_ で始まるIDです。",
    ),
    "id_line_for_item": Text(
        "{value} is a line of an invoice ({found}); this column takes the pending invoice item"
        " ({expected}). Copy the ID that begins with ii_.",
        "「{value}」は請求書のラインアイテムID（{found}）です。この列には"
        "未割り当ての請求書アイテムID"
        "（{expected}）を入力してください。ii_ で始まるIDです。",
    ),
    "id_wide": Text(
        "{value} holds wide characters. Write the ID in ASCII as Stripe shows it: {suggestion}.",
        "「{value}」に全角文字が含まれています。Stripe の表示どおり半角で"
        "入力してください：{suggestion}",
    ),
    "id_invisible": Text(
        "{value} holds a character that cannot be seen, as pasted text does. Clear the cell and"
        " type"
        " {suggestion}.",
        "「{value}」に目に見えない文字が含まれています（貼り付けでよく起こります）。セルを空に"
        "してから"
        " {suggestion} と入力し直してください。",
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
        "「{value}」は参照として読み取れません。「@」に続けて、請求書作成シートの「参照」の値を"
        "1行、"
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
        "{value} is a number too large or too small to be shown plainly. Format the cell as Text"
        " and"
        " write what should be sent.",
        "「{value}」は桁が多く、そのままの形で文字列にできません。セルの表示形式を「文字列」に"
        "して、"
        "送信する文字を入力してください。",
    ),
    "text_shown_otherwise": Text(
        "The cell shows {value}, but {held} would be sent: it holds a number or a date that only"
        " its number format (or a conditional format) shows so. Format the cell as Text and type"
        " what shall stand on the invoice.",
        "セルの表示は「{value}」ですが、送信されるのは「{held}」です。セルの値は数値または日付で、"
        "表示形式（または条件付き書式）によって別の見え方になっています。セルの表示形式を"
        "「文字列」に変え、請求書に記載する文字をそのまま入力してください。",
    ),
    "text_shown_unclear": Text(
        "The cell holds {value}, but what its number format shows depends on the program or the"
        " computer: other numerals, another calendar, the computer's own date. Format the cell as"
        " Text and type what shall stand on the invoice.",
        "セルの値は「{value}」ですが、表示形式（漢数字、別の暦、パソコンの日付設定など）により、"
        "画面の表示を判断できません。セルの表示形式を「文字列」に変え、請求書に記載する文字を"
        "そのまま入力してください。",
    ),
    "text_is_time": Text(
        "The cell holds a time ({value}), which Excel keeps as a number. Format the cell as Text"
        " and"
        " write what should be sent.",
        "このセルは時刻（{value}）で、Excel では数値として保存されています。セルの表示形式を"
        "「文字列」に"
        "して、送信する文字を入力してください。",
    ),
    "yes_no_unknown": Text(
        "{value} is neither yes nor no. Write yes or no (also TRUE/FALSE, 1/0, Y/N, はい/いいえ,"
        " ○/×); leave it blank to leave it alone.",
        "「{value}」は「はい」「いいえ」のどちらとも読み取れません。はい／いいえ（○／×、"
        "TRUE／FALSE、"
        "1／0 も可）で入力してください。変更しない場合は空白にします。",
    ),
    "choice_unknown": Text(
        "{value} is not one of the words of this column: {allowed}.{suggestion: Perhaps % is"
        " meant.}",
        "「{value}」はこの列で使える値ではありません。使える値：{allowed}"
        "{suggestion:（% の誤りではありませんか）}。いずれかを入力してください。",
    ),
    "currency_unknown": Text(
        "{value} is not a currency Stripe bills in. Write its three letters, like USD or JPY.",
        "「{value}」は Stripe で請求できる通貨ではありません。USD や JPY のような3文字のコードで"
        "入力して"
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
        "「{value}」では通貨を特定できません。{suggestion} のような3文字のコードで"
        "入力してください。",
    ),
}

PROBLEMS: dict[str, Text] = {
    **amounts.PROBLEMS,
    **_DATES,
    **_IDS,
    **_WORDS,
    "cell_unreadable": Text(
        "The cell holds something that is neither text, number nor date: {value}. Type its content"
        " again.",
        "このセルの内容は文字列・数値・日付のいずれでもありません：「{value}」。"
        "入力し直してください。",
    ),
    "clear_not_allowed": Text(
        "{value} cannot be used here: only lists and metadata keys can be emptied. Leave the cell"
        " blank to leave it alone.",
        "「{value}」はこの列では使えません。空にできるのは一覧（"
        "税率・割引など）とメタデータだけです。"
        "変更しない場合は空白にしてください。",
    ),
    "error_text": Text(
        "{value} is an Excel error, not a value. Mend the formula it came from, or type the value.",
        "「{value}」は Excel のエラー値です。元の数式を修正するか、値を入力してください。",
    ),
}
