"""What the page says of a run: progress, result, history, what people did."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "page.progress.title": Text(
        "Sending",
        "送信中",
    ),
    "page.progress.safe": Text(
        "You may close this window: the work goes on, and this address shows how far it is.",
        "この画面を閉じても処理は続きます。同じアドレスで進み具合を確認できます。",
    ),
    "page.progress.stop": Text(
        "Stop",
        "停止",
    ),
    "page.progress.invoices": Text(
        "{done} of {total} invoices",
        "請求書 {total} 件中 {done} 件",
    ),
    "page.progress.left": Text(
        "about {seconds} s left",
        "残り約 {seconds} 秒",
    ),
    "page.progress.left_min": Text(
        "about {minutes} min left",
        "残り約 {minutes} 分",
    ),
    "page.progress.waits": Text(
        "waiting for Stripe: {reason}",
        "Stripe の応答待ち：{reason}",
    ),
    "page.progress.requests": Text(
        "Requests",
        "リクエスト",
    ),
    "page.progress.waiting": Text(
        "waiting",
        "待機中",
    ),
    "page.progress.sending": Text(
        "sending",
        "送信中",
    ),
    "page.progress.done": Text(
        "done",
        "完了",
    ),
    "page.progress.refused": Text(
        "refused",
        "拒否",
    ),
    "page.progress.in_doubt": Text(
        "in doubt",
        "未確定",
    ),
    "page.canary.title": Text(
        "The first invoices are in. Go on?",
        "最初の請求書が反映されました。続けますか？",
    ),
    "page.canary.waits": Text(
        "Waiting for your answer",
        "回答をお待ちしています",
    ),
    "page.canary.good": Text(
        "They were read again and tie out.",
        "読み直した結果、金額は一致しています。",
    ),
    "page.canary.bad": Text(
        "They do not tie out: look at them before you go on.",
        "金額が一致していません。内容を確認してから判断してください。",
    ),
    "page.canary.go": Text(
        "Send the other {rows} rows on {invoices} invoices",
        "残りの {rows} 行（請求書 {invoices} 件）を送信する",
    ),
    "page.canary.stop": Text(
        "Stop here",
        "ここで終了する",
    ),
    "page.run.parent": Text(
        "continues",
        "続き元：",
    ),
    "page.run.child": Text(
        "continued by",
        "続き：",
    ),
    "page.run.busy": Text(
        "Another program is working on this account just now.",
        "現在、別のプログラムがこのアカウントを処理しています。",
    ),
    "page.run.stopped": Text(
        "Stopped before the end. Going on is safe: nothing is sent twice.",
        "途中で停止しています。再開しても二重に送信されることはありません。",
    ),
    "page.run.waiting": Text(
        "Nothing has been sent: this run waits for an approval.",
        "承認待ちのため、まだ何も送信していません。",
    ),
    "page.run.approve": Text(
        "Approve and send",
        "承認して送信する",
    ),
    "page.run.resume": Text(
        "Resume",
        "再開する",
    ),
    "page.run.rows": Text(
        "Rows",
        "行",
    ),
    "page.run.total": Text(
        "Total",
        "合計",
    ),
    "page.run.files": Text(
        "Files",
        "ファイル",
    ),
    "page.run.evidence": Text(
        "Evidence (zip)",
        "証跡（zip）",
    ),
    "page.run.ways": Text(
        "What you can do now",
        "次にできること",
    ),
    "page.run.verify": Text(
        "Check Stripe again",
        "Stripe と再照合する",
    ),
    "page.run.undo": Text(
        "Take it back …",
        "取り消す…",
    ),
    "page.run.undo_note": Text(
        "Taking it back makes the inverse workbook and shows it for review; nothing "
        "changes until you send that.",
        "取り消しでは、元に戻すワークブックを作成して確認画面に表示します。送信するまで何も変わりません。",
    ),
    "page.run.leftovers": Text(
        "Bring the rows not applied to review",
        "未反映の行を確認画面に取り込む",
    ),
    "page.run.retry": Text(
        "Send the rest again as it is",
        "残りをそのまま再送する",
    ),
    "page.run.money": Text(
        "Reconciliation",
        "照合",
    ),
    "page.run.chart": Text(
        "Sums of the invoices before and after the run, by currency",
        "請求書の合計（実行前・実行後、通貨別）",
    ),
    "page.run.invoices": Text(
        "By invoice",
        "請求書別",
    ),
    "page.run.halves": Text(
        "Corrected in part only: {count} invoices. Bring them to an end before they finalize.",
        "一部の行しか反映されていない請求書が {count} 件あります。確定される前に完了してください。",
    ),
    "page.run.why": Text(
        "Why",
        "理由",
    ),
    "page.run.half": Text(
        "half corrected",
        "訂正途中",
    ),
    "page.run.requests": Text(
        "Requests",
        "リクエスト一覧",
    ),
    "page.run.requests_more": Text(
        "and {count} more; the report lists all",
        "ほか {count} 件（レポートにすべて記載）",
    ),
    "page.row.applied": Text(
        "Applied",
        "反映済み",
    ),
    "page.row.unchanged": Text(
        "Unchanged",
        "変更なし",
    ),
    "page.row.rejected": Text(
        "Rejected",
        "差し戻し",
    ),
    "page.row.refused": Text(
        "Refused",
        "拒否",
    ),
    "page.row.not_sent": Text(
        "Not sent",
        "未送信",
    ),
    "page.row.in_doubt": Text(
        "In doubt",
        "未確定",
    ),
    "page.runs.when": Text(
        "When",
        "日時",
    ),
    "page.runs.workbook": Text(
        "Workbook",
        "ワークブック",
    ),
    "page.runs.status": Text(
        "Status",
        "状態",
    ),
    "page.runs.rows": Text(
        "Applied / rows",
        "反映 / 行数",
    ),
    "page.runs.money": Text(
        "Change",
        "増減",
    ),
    "page.runs.who": Text(
        "Who",
        "担当",
    ),
    "page.runs.files": Text(
        "Files",
        "ファイル",
    ),
    "page.history.runs": Text(
        "Runs",
        "実行",
    ),
    "page.history.files": Text(
        "Files",
        "ファイル",
    ),
    "page.files.total": Text(
        "{total} files, newest first",
        "全 {total} 件（新しい順）",
    ),
    "page.files.became": Text(
        "What came of it",
        "結果",
    ),
    "page.files.none": Text(
        "not sent",
        "未送信",
    ),
    "page.files.purged": Text(
        "no longer kept",
        "保存期間終了",
    ),
    "page.files.empty": Text(
        "Nobody has brought a file yet.",
        "ファイルはまだありません。",
    ),
    "page.history.total": Text(
        "{total} runs, newest first",
        "全 {total} 件（新しい順）",
    ),
    "page.undo.in_doubt": Text(
        "Nobody knows yet whether some rows of {run} were applied. Go on with "
        "that run first, then take it back.",
        "{run} には結果が未確定の行があります。先にその実行を再開してから取り消してください。",
    ),
    "page.activity.note": Text(
        "What was done on this page, newest first. It cannot be changed.",
        "この画面で行われた操作の記録です（新しい順）。変更はできません。",
    ),
    "page.activity.what": Text(
        "What",
        "操作",
    ),
    "page.activity.of": Text(
        "To",
        "対象",
    ),
    "page.action.uploaded": Text(
        "uploaded",
        "アップロード",
    ),
    "page.action.answered": Text(
        "answered questions",
        "確認事項に回答",
    ),
    "page.action.handed_over": Text(
        "handed over for approval",
        "承認を依頼",
    ),
    "page.action.sent_back": Text(
        "sent back",
        "差し戻し",
    ),
    "page.action.sent": Text(
        "confirmed and sent",
        "確認して送信",
    ),
    "page.action.run_opened": Text(
        "began a run",
        "実行を開始",
    ),
    "page.action.stopped": Text(
        "stopped",
        "停止",
    ),
    "page.action.first_invoices": Text(
        "decided on the first invoices",
        "最初の請求書の確認",
    ),
    "page.action.resume": Text(
        "went on",
        "再開",
    ),
    "page.action.approve": Text(
        "approved",
        "承認",
    ),
    "page.action.retry": Text(
        "sent the rest again",
        "残りを再送",
    ),
    "page.action.verify": Text(
        "checked Stripe again",
        "再照合",
    ),
    "page.action.undo": Text(
        "prepared to take back",
        "取り消しの準備",
    ),
    "page.action.submitted": Text(
        "submitted to the queue",
        "キューに登録",
    ),
    "page.action.taken": Text(
        "took it from the queue",
        "キューから受け取り",
    ),
    "page.action.opened": Text(
        "began a run",
        "実行を開始",
    ),
    "page.action.queued": Text(
        "handed over to the workers",
        "ワーカーに引き渡し",
    ),
    "page.action.carried": Text(
        "carries the run out",
        "実行を担当",
    ),
    "page.action.to_tell": Text(
        "people are to be told",
        "通知の予定",
    ),
    "page.action.told": Text(
        "told people",
        "通知",
    ),
    "page.action.paced": Text(
        "learned what the account bears",
        "送信速度を調整",
    ),
    "page.action.given_back": Text(
        "put it back in the queue",
        "キューに戻した",
    ),
    "page.action.ended": Text(
        "ended it",
        "処理を終了",
    ),
    "page.action.cancelled": Text(
        "took it out of the queue",
        "キューから取り消し",
    ),
    "page.action.verified": Text(
        "checked Stripe again",
        "再照合",
    ),
    "page.action.exported": Text(
        "took invoices out of Stripe",
        "請求書を取り出し",
    ),
    "page.action.purged": Text(
        "removed a file that is no longer kept",
        "保存期間が過ぎたファイルを削除",
    ),
    "page.action.entered": Text(
        "signed in",
        "ログイン",
    ),
    "page.action.left": Text(
        "signed out",
        "ログアウト",
    ),
    "page.action.login_failed": Text(
        "wrong password",
        "パスワード誤り",
    ),
    "page.action.not_recognised": Text(
        "sign-in with the provider failed",
        "外部認証によるログイン失敗",
    ),
    "page.action.recognised": Text(
        "first sign-in with the provider",
        "外部認証による初回ログイン",
    ),
    "page.action.enrolled": Text(
        "changed a person",
        "利用者を変更",
    ),
}
