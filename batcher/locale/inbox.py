"""What the inbox and its notifications say."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "inbox.missing": Text(
        "There is no folder {path}. Make it, or name the right one.",
        "フォルダー {path} がありません。作成するか、正しいフォルダーを指定してください。",
    ),
    "inbox.no_folder": Text(
        "{path} is no folder: an inbox is the folder that workbooks arrive in.",
        "{path} はフォルダーではありません。ワークブックを受け取るフォルダーを指定してください。",
    ),
    "inbox.read_only": Text(
        "The inbox needs to write in {path}: {reason}",
        "{path} に書き込めないため、受信フォルダーとして使用できません：{reason}",
    ),
    "inbox.other_device": Text(
        "{path} is on another disk or share than its inbox, so that a workbook cannot move there"
        " in one step. Keep working, done and failed in the inbox itself.",
        "{path} は受信フォルダーとは別のディスクまたは共有にあるため、ワークブックを一度の操作で"
        "移動できません。working、done、failed は受信フォルダーと同じ場所に置いてください。",
    ),
    "inbox.held": Text(
        "Another batcher works on this inbox{pid: (process %}{host: on %}{since:, since %)}."
        " Nothing was touched.",
        "この受信フォルダーは別の batcher が処理中です{pid:（プロセス %}{host:、%}{since:、%"
        " から）}。何も変更していません。",
    ),
    "inbox.no_terminal": Text(
        "Nothing was touched: nobody is there to confirm what arrives. Start the inbox with --yes.",
        "何も変更していません。届いたワークブックを確認する人がいないため、--yes を付けて"
        "起動してください。",
    ),
    "inbox.confirm": Text(
        "Every workbook that arrives in {path} will be sent to Stripe without asking. Begin?",
        "{path} に届くワークブックは、すべて確認なしで Stripe に送信されます。開始しますか？",
    ),
    "inbox.interrupted": Text(
        "Stopped. The workbook stays in working, and the next start goes on with it.",
        "停止しました。ワークブックは working に残り、次回の起動時に再開します。",
    ),
    "inbox.not_moved": Text(
        "The workbook could not be moved to {folder} ({reason}); this is tried again.",
        "ワークブックを {folder} に移動できませんでした（{reason}）。後でもう一度移動します。",
    ),
    "inbox.changed": Text(
        "Somebody wrote in the workbook while it was being run. What it holds now is run next"
        " time.",
        "処理中にワークブックが書き換えられました。現在の内容は次回に処理します。",
    ),
    "inbox.unsettled": Text(
        "{name} is still being written; it is left for the next time.",
        "{name} は書き込み中のため、次回に処理します。",
    ),
    "inbox.in_use": Text(
        "{name} cannot be moved ({reason}): another program may have it open. It is left for the"
        " next time.",
        "{name} を移動できません（{reason}）。ほかのプログラムで開かれている可能性があります。"
        "次回に処理します。",
    ),
    "inbox.unknown": Text(
        "{name} is no workbook; it is left alone.",
        "{name} はワークブックではないため、そのままにします。",
    ),
    "inbox.waiting": Text(
        "Waiting for workbooks in {path}. Ctrl-C ends it.",
        "{path} でワークブックを待っています。Ctrl-C で終了します。",
    ),
    "inbox.nothing": Text("No workbook has arrived.", "届いたワークブックはありません。"),
    "inbox.in.done": Text("done", "完了（done）"),
    "inbox.in.failed": Text("failed", "要確認（failed）"),
    "inbox.in.working": Text(
        "gone on with next time (working){since:, waits since % UTC}",
        "次回に再開（working）{since:、% UTC から待機中}",
    ),
    "inbox.in.handed": Text(
        "handed over to the workers as {submitted}",
        "{submitted} としてワーカーに引き渡し済み",
    ),
    "inbox.handed_stopped": Text(
        "The workers could not bring run {run} to its end. `batcher resume {run}` goes on with it;"
        " the workbook is put away once it is over.",
        "ワーカーは実行 {run} を完了できませんでした。batcher resume {run} で再開してください。"
        "完了後、ワークブックは自動的に移動します。",
    ),
    "inbox.taken_back": Text(
        "{submitted} was taken back before it was run. Nothing was sent.",
        "{submitted} は実行前に取り消されました。何も送信していません。",
    ),
    "inbox.never_begun": Text(
        "The workers could not begin {submitted}. Nothing was sent; put the workbook into the inbox"
        " again once the reason is mended.",
        "ワーカーは {submitted} を開始できませんでした。何も送信していません。原因を解消した後、"
        "ワークブックをもう一度受信フォルダーに入れてください。",
    ),
    "notify.title": Text(
        "batcher: {done} done, {failed} failed, {working} waiting",
        "batcher：完了 {done}、要確認 {failed}、待機 {working}",
    ),
    "notify.workbook": Text("{name}: {where}", "{name}：{where}"),
    "notify.difference": Text(
        "The money does not tie out: difference {difference}",
        "金額が一致しません：差額 {difference}",
    ),
    "notify.more": Text("and {count} more problems", "ほか {count} 件の問題"),
    "notify.approve": Text(
        "It waits for a person: batcher approve {run}",
        "承認を待っています：batcher approve {run}",
    ),
    "notify.where": Text("Inbox: {path}", "受信フォルダー：{path}"),
    "notify.end.title": Text("batcher: {name} ended {status}", "batcher：{name} の結果 {status}"),
    "notify.end": Text(
        "{name} ({submitted}{run:, run %}), account {account}: {status}",
        "{name}（{submitted}{run:、実行 %}）、アカウント {account}：{status}",
    ),
    "notify.end.show": Text(
        "What became of it: batcher show {submitted}",
        "結果の確認：batcher show {submitted}",
    ),
    "notify.verify.title": Text(
        "batcher: invoices of run {run} have changed in Stripe",
        "batcher：実行 {run} の請求書が Stripe で変更されています",
    ),
    "notify.verify": Text(
        "Run {run}, account {account}: read again, {count} values are no longer what the run left.",
        "実行 {run}（アカウント {account}）：再確認の結果、{count} 件の値が実行後の状態から"
        "変わっています。",
    ),
    "notify.verify.show": Text(
        "What they were and are: batcher verify {run}",
        "変更前後の値の確認：batcher verify {run}",
    ),
    "notify.verify.unread": Text(
        "batcher: run {run} of account {account} could not be read again",
        "batcher：実行 {run}（アカウント {account}）を再確認できませんでした",
    ),
    "notify.not_told": Text(
        "Not everybody could be told: {services}", "通知できなかった宛先があります：{services}"
    ),
}
