"""What people read about taking a run back: the command, its workbook, the report."""

from __future__ import annotations

from batcher.locale.text import Text

PROBLEMS: dict[str, Text] = {}

LABELS: dict[str, Text] = {
    # the workbook
    "undo.title": Text("Undo of {run}", "{run} の取り消し"),
    "undo.lead": Text(
        "This workbook takes back what run {run} did, as long as nobody has changed it since."
        " Nothing has been changed yet: look through it, then run it with `batcher run`.",
        "このワークブックは、実行 {run} の内容を元に戻すものです（その後に誰も変更していない場合に"
        "限ります）。まだ何も変更していません。内容をご確認のうえ、`batcher run` で実行して"
        "ください。",
    ),
    "undo.nothing": Text(
        "Nothing of run {run} is left to undo by a workbook. Running this one changes nothing.",
        "実行 {run} には、ワークブックで元に戻す内容がありません。このワークブックを実行しても何も"
        "変更されません。",
    ),
    "undo.new_ids": Text(
        "Lines that were removed are added again and get new ids; the report says which.",
        "削除または割り当て解除された明細は再び追加され、新しいIDになります。対応はレポートに"
        "記載されます。",
    ),
    "undo.not_reversed": Text(
        "What stands below cannot be taken back by a row of this workbook.",
        "以下の内容は、このワークブックの行では元に戻せません。",
    ),
    "undo.head.row": Text("Row of the run", "元の実行の行"),
    "undo.head.invoice": Text("Invoice", "請求書"),
    "undo.head.line": Text("Line", "明細"),
    "undo.head.column": Text("Column", "列"),
    "undo.head.why": Text("Why", "理由"),
    # why something cannot be taken back
    "undo.why.created": Text(
        "Invoice {invoice} was created by this run. No row can delete a draft: its lines are taken"
        " off it, and the empty draft can be deleted in the Dashboard.",
        "請求書 {invoice} はこの実行で作成されました。下書きを削除する操作はありません。明細は"
        "取り除かれますので、空の下書きはダッシュボードで削除してください。",
    ),
    "undo.why.line_gone": Text(
        "The line is not on {invoice} any more: somebody has removed it since.",
        "明細は請求書 {invoice} にありません。その後に取り除かれています。",
    ),
    "undo.why.not_draft": Text(
        "Invoice {invoice} is no draft any more ({status}); its lines cannot be changed.",
        "請求書 {invoice} は下書きではありません（{status}）。明細は変更できません。",
    ),
    "undo.why.list_changed": Text(
        "Somebody has changed {column} of the line since: the run left {seen}, now it shows"
        " {now}. It is left as it is; correct it in the Dashboard if it is to go back.",
        "その後に明細の {column} が変更されています（実行後：{seen}、現在：{now}）。"
        "そのまま残しますので、元に戻す場合はダッシュボードで直してください。",
    ),
    "undo.why.unrecorded": Text(
        "The ledger does not say what {column:% }was before.",
        "以前の内容{column:（%）}が台帳に記録されていません。",
    ),
    "undo.why.unsayable": Text(
        "The old value of {column} is one that no cell can say exactly (outer spaces, control"
        " characters, a fraction the currency does not have); correct it in the Dashboard.",
        "{column} の以前の値は、セルでは正確に表せません（前後の空白、制御文字、通貨にない"
        "端数など）。"
        "ダッシュボードで直してください。",
    ),
    "undo.why.unclearable": Text(
        "{column} was empty before, and Stripe has no way to empty it; it keeps its new value.",
        "{column} は以前は空でしたが、Stripe では空に戻せないため、新しい値のままになります。",
    ),
    "undo.why.quantity_lost": Text(
        "The line had a quantity whose unit price is not known (a price in tiers); its total is"
        " brought back as one amount.",
        "元の明細は単価の分からない数量（段階的な価格など）だったため、合計金額のみを元に戻します。",
    ),
    "undo.why.rate_archived": Text(
        "The line had a tax rate that is archived now. Stripe takes it no more, and no tax amounts"
        " beside the other tax rates of this invoice; correct its tax in the Dashboard.",
        "元の明細の税率はアーカイブ済みのため、再び設定できません。この請求書には他の税率があるので、"
        "税額で指定することもできません。ダッシュボードで直してください。",
    ),
    "undo.why.item_keeps": Text(
        "The invoice item becomes pending again, but keeps what its row set besides: {columns}.",
        "請求書アイテムは未割り当てに戻りますが、その行で設定した内容（{columns}）は残ります。",
    ),
    # the command line
    "undo.written": Text(
        "Rows that undo {run}: {rows}. Nothing has been changed yet.",
        "{run} を元に戻す行：{rows} 行。まだ何も変更していません。",
    ),
    "undo.none": Text("Nothing of {run} is left to undo.", "{run} には元に戻す内容がありません。"),
    "undo.could_not": Text("Cannot be taken back: {count}", "元に戻せないもの：{count} 件"),
    "undo.then": Text(
        "To undo, look through the workbook, then: batcher run {path}",
        "元に戻すには、ワークブックをご確認のうえ実行してください：batcher run {path}",
    ),
    "undo.in_doubt": Text(
        "Some rows of {run} are in doubt: nobody knows yet whether they were applied. Settle them"
        " first: batcher resume {run}. Nothing was written.",
        "{run} には結果が未確定の行があります。先に確定させてください：batcher resume {run}。"
        "ファイルは作成していません。",
    ),
    "undo.continued": Text(
        "{runs} went on with {run}; undo it as well, and first.",
        "{run} の続きとして {runs} が実行されています。そちらも、先に元に戻してください。",
    ),
    "undo.unfinished": Text(
        "{run} was stopped before its end: `batcher resume {run}` would still send the rest.",
        "{run} は途中で停止しています。`batcher resume {run}` を実行すると残りが送信されます。",
    ),
    "undo.go_on": Text(
        "To take back the rest and keep what was changed since, run it again with"
        " --on-problem skip-row.",
        "その後に変更されたものは残し、それ以外を元に戻すには、--on-problem skip-row を付けて"
        "再度実行してください。",
    ),
    "undo.groups": Text(
        "Undo of {run}: reversed {reversed}, kept because someone edited it since {kept}, could"
        " not be {could_not}",
        "{run} の取り消し：元に戻した {reversed} 件、その後の変更のため残した {kept} 件、"
        "元に戻せなかった {could_not} 件",
    ),
    # the report of a run that undoes another
    "undo.sheet": Text("Undo", "取り消し"),
    "undo.group.reversed": Text("reversed", "元に戻した"),
    "undo.group.kept": Text("kept because someone edited it since", "その後に変更されたため残した"),
    "undo.group.could_not": Text("could not be", "元に戻せなかった"),
    "undo.head.group": Text("What came of it", "結果"),
    "undo.head.undoing": Text("Row of this workbook", "このワークブックの行"),
    "undo.head.old_line": Text("Line before", "以前の明細"),
    "undo.head.new_line": Text("Line now", "現在の明細"),
    "undo.head.message": Text("Message", "メッセージ"),
}
