"""Why a row ended as it did, how that was proved, and why a run stopped; the words of reports.

`row.` are the reasons of `core.reconcile` and `core.plan`, `proof.` its proofs, `halt.` the causes
that end a run early, `settled.` what was done for an earlier run. `{message}` and `{reason}` are
Stripe's own words, in its own language."""

from __future__ import annotations

from batcher.locale.text import Text

_UNCHANGED: dict[str, Text] = {
    "row.as_asked": Text(
        "Stands in Stripe as asked already; nothing was sent.",
        "すでに Stripe で指定どおりの内容のため、送信していません。",
    ),
    "row.untouched": Text(
        "Nothing was changed in this row; nothing was sent.",
        "この行には変更がないため、送信していません。",
    ),
    "row.applied_by": Text(
        "Nothing sent: applied by {run} on {at}.",
        "{run}（{at}）で反映済みのため、送信していません。",
    ),
    "row.mended_by": Text(
        "Nothing sent: this row was mended in its workbook of rows not applied, which {run} applied"
        " on {at}. If it is meant as well, run it in a workbook of its own with --repeat again.",
        "この行は未反映の行のワークブックで修正され、{run}（{at}）で反映済みのため、送信していません。"
        "この行も必要な場合は、この行だけのワークブックを --repeat again で実行してください。",
    ),
    "row.already_there": Text(
        "Nothing sent: the line this row asks for is on the invoice already, and somebody has"
        " changed it since.",
        "この行の明細はすでに請求書にあり、その後変更されているため、送信していません。",
    ),
    "row.repeated": Text(
        "Asked for once more; {run} applied it before, on {at}.",
        "{run}（{at}）で反映済みですが、再度の反映が指定されています。",
    ),
}

_REJECTED: dict[str, Text] = {
    "row.invoice_rejected": Text(
        "Nothing is wrong with this row, but another row that goes with it has a problem: one of"
        " the same invoice, or the other half of a move. Such rows are left out together. Mend that"
        " row, then run the workbook of rows not applied.",
        "この行に問題はありませんが、関連する行（同じ請求書の行、または明細の移動のもう一方の行）に"
        "問題があるため、あわせて対象外としました。該当の行を直し、未反映の行のワークブックを"
        "実行してください。",
    ),
}

_SETTLED: dict[str, Text] = {
    "settled.then_rejected": Text(
        "What {runs} had left in doubt was brought to its end first; `batcher report` tells what"
        " came of it. After that the workbook had problems, and nothing else was sent.",
        "先に {runs} の結果が未確定だった要求を確定させました（結果は `batcher report` で"
        "確認できます）。その後、ワークブックに問題が見つかったため、ほかには何も送信していません。",
    ),
}

_REFUSED: dict[str, Text] = {
    "row.refused": Text(
        "Stripe refused this row{column: because of %}. Its words: {message} Mend the row and run"
        " the workbook of rows not applied.",
        "この行{column:の %} は Stripe に拒否されました。Stripe の回答：{message} 行を直し、"
        "未反映の行のワークブックを実行してください。",
    ),
    "row.refused_with": Text(
        "Not applied because Stripe refused {other}, which was sent together with this row; rows"
        " sent together share one fate. Its words: {message} Mend {other} and run the workbook of"
        " rows not applied.",
        "同時に送信した {other} が Stripe に拒否されたため、この行も反映されていません。"
        "Stripe の回答：{message} {other} を直し、未反映の行のワークブックを実行してください。",
    ),
    "row.refused_request": Text(
        "Stripe refused the rows that were sent together with this one, and did not say which row"
        " is the cause. Its words: {message} Mend what they name and run the workbook of rows not"
        " applied.",
        "この行を含む送信が Stripe に拒否されました。原因の行は示されていません。"
        "Stripe の回答：{message} 内容を直し、未反映の行のワークブックを実行してください。",
    ),
}

_NOT_SENT: dict[str, Text] = {
    "row.waits_for_approval": Text(
        "Nothing is wrong with this row; it is sent when a person has approved the run.",
        "この行に問題はありません。実行が承認されると送信されます。",
    ),
    "row.workbook_rejected": Text(
        "Nothing is wrong with this row, but nothing was sent, because other parts of the workbook"
        " have problems. Mend those and run again.",
        "この行に問題はありませんが、ワークブックのほかの箇所に問題があるため、何も送信して"
        "いません。問題を直して再度実行してください。",
    ),
    "row.after_refusal": Text(
        "Not sent, because rows that had to come before it were not applied. See to those, then run"
        " the workbook of rows not applied.",
        "先に反映すべき行が反映されなかったため、送信していません。その行を確認し、"
        "未反映の行のワークブックを実行してください。",
    ),
    "row.finalizes_now": Text(
        "Not sent: Stripe is about to finalize {message} by itself, and it must not be finalized"
        " half corrected. Set it back in Stripe first, then run the workbook of rows not applied"
        " (or, to try all the same, with --accept finalizes_soon).",
        "Stripe が {message} をまもなく自動確定するため、送信していません（訂正の途中で確定される"
        "のを防ぐためです）。Stripe で自動確定を延期してから、未反映の行のワークブックを実行して"
        "ください。そのまま試す場合は --accept finalizes_soon を指定してください。",
    ),
    "row.not_reached": Text(
        "Not sent: the run ended before its turn. Go on with `batcher resume`, or `batcher retry`"
        " if the run is finished.",
        "順番が来る前に処理が終わったため、送信していません。`batcher resume`"
        "（処理が完了している場合は `batcher retry`）で続けてください。",
    ),
    "row.canary_declined": Text(
        "Not sent: after the first invoices somebody said that the rest should wait. To send it:"
        " `batcher retry`.",
        "最初の請求書を反映した後、残りを送信しないことが選ばれたため、送信していません。"
        "送信する場合は `batcher retry` を実行してください。",
    ),
    "row.canary_differs": Text(
        "Not sent: the first invoices did not come out as planned. Look at them in this report;"
        " `batcher retry` sends the rest.",
        "最初の請求書の結果が計画どおりでなかったため、送信していません。このレポートで内容を"
        "ご確認ください。残りを送信する場合は `batcher retry` を実行してください。",
    ),
    "row.paused": Text(
        "Not applied: Stripe did not accept the API key.{message: Its words: %} Mend the key, then"
        " run `batcher resume`.",
        "Stripe が API キーを受け付けなかったため、反映されていません。"
        "{message:Stripe の回答：%} キーを直し、`batcher resume` を実行してください。",
    ),
    "row.conflict": Text(
        "Not sent: {message} was changed in Stripe by somebody else after the plan was made. Look"
        " at the invoice, then run the workbook of rows not applied.",
        "計画の作成後に {message} が Stripe で変更されたため、送信していません。請求書を確認し、"
        "未反映の行のワークブックを実行してください。",
    ),
    "row.invoice_moved_on": Text(
        "Not sent: the invoice is not a draft any more (status: {message}). Correct it in Stripe"
        " with a credit note or a new invoice.",
        "請求書が下書きではなくなったため、送信していません（状態：{message}）。Stripe で"
        "クレジットノートまたは新しい請求書により訂正してください。",
    ),
}

_IN_DOUBT: dict[str, Text] = {
    "row.in_doubt": Text(
        "Sent, but no final answer came, so nobody knows yet whether it took effect. Do not send"
        " it by hand: run `batcher resume`, which looks first.{message: (%)}",
        "送信しましたが、最終的な応答がなく、反映されたかどうかが確定していません。"
        "手作業で送信せず、"
        "`batcher resume` を実行してください（先に状態を確認します）。{message:（%）}",
    ),
    "row.in_doubt_before": Text(
        "An earlier run ({run}, {at}) sent this row and never learned the end. Run"
        " `batcher resume` for that run.",
        "以前の実行 {run}（{at}）で送信し、結果が確定していない行です。"
        "`batcher resume {run}` を実行してください。",
    ),
    "row.in_doubt_unclear": Text(
        "Sent without a final answer, and Stripe now shows neither the old value nor the one"
        " asked. Somebody else may have changed it: look at the invoice in Stripe and decide.",
        "送信後の最終的な応答がなく、Stripe の現在の値は元の値とも指定した値とも異なります。"
        "ほかの人が変更した可能性があるため、Stripe で請求書を確認し、対応を判断してください。",
    ),
    "row.shown_after_doubt": Text(
        "Nothing sent: {run} sent this row on {at} and its answer was lost, but Stripe shows it"
        " applied. `batcher resume` brings that run to its end.",
        "{run}（{at}）で送信し、応答を受け取れなかった行ですが、Stripe では反映されているため、"
        "送信していません。その実行は `batcher resume` で完了できます。",
    ),
    "row.not_proved": Text(
        "Stripe said yes, but the invoice read again does not show it. Look at the invoice in"
        " Stripe; `batcher verify` reads it once more.",
        "Stripe は受け付けましたが、再度読み取った請求書では確認できませんでした。Stripe で請求書を"
        "確認してください。`batcher verify` で再度照合できます。",
    ),
}

_PROOFS: dict[str, Text] = {
    "proof.tag": Text("mark found on re-reading", "再読み取りで目印を確認"),
    "proof.value": Text("values found on re-reading", "再読み取りで値を確認"),
    "proof.answer": Text(
        "by Stripe's answer; reading again does not show it",
        "Stripe の応答により確認（再読み取りでは表示されない項目）",
    ),
    "proof.read": Text("already so when read", "読み取り時にすでに指定どおり"),
}

_HALTS: dict[str, Text] = {
    "halt.interrupted": Text(
        "Stopped because you asked for it. Everything sent is accounted for; go on with"
        " `batcher resume`.",
        "ご指示により停止しました。送信した内容はすべて記録されています。`batcher resume` で"
        "続けられます。",
    ),
    "halt.waited_too_long": Text(
        "Stopped: Stripe gave no usable answer for too long.{reason: (%)} Wait a while, then run"
        " `batcher resume`.",
        "Stripe から有効な応答が得られない状態が続いたため停止しました。{reason:（%）}"
        "しばらく待ってから `batcher resume` を実行してください。",
    ),
    "halt.key_refused": Text(
        "Stopped: Stripe does not accept the API key any more.{reason: Its words: %} Mend the key,"
        " then run `batcher resume`.",
        "Stripe が API キーを受け付けないため停止しました。{reason:Stripe の回答：%} キーを直し、"
        "`batcher resume` を実行してください。",
    ),
    "halt.account_refused": Text(
        "Stopped: the API key may not act for this account any more.{reason: Its words: %} Connect"
        " the account again in the Stripe Dashboard (Connect), then run `batcher resume`.",
        "この API キーによるアカウントの操作が許可されなくなったため停止しました。"
        "{reason:Stripe の回答：%} Stripe ダッシュボード（Connect）で連結し直し、"
        "`batcher resume` を実行してください。",
    ),
    "halt.permission_missing": Text(
        "Stopped: the API key lacks a permission: {reason}. Give it to the key in the Stripe"
        " Dashboard, then run `batcher resume`.",
        "API キーに権限が不足しているため停止しました：{reason}。Stripe ダッシュボードで権限を"
        "付与し、`batcher resume` を実行してください。",
    ),
    "halt.key_conflict": Text(
        "Stopped: Stripe holds other contents under the key of one of our requests.{reason: Its"
        " words: %} This should not happen. Do not send by hand; run `batcher resume`, and report"
        " it if it comes again.",
        "Stripe に、同じ識別キーで異なる内容が記録されているため停止しました。"
        "{reason:Stripe の回答：%} 通常は起こらない状態です。手作業で送信せず `batcher resume` を"
        "実行し、再発する場合は管理者へご連絡ください。",
    ),
    "halt.stripe_unreachable": Text(
        "Stopped: Stripe does not answer.{reason: (%)} Check the connection, then run"
        " `batcher resume`.",
        "Stripe から応答がないため停止しました。{reason:（%）}接続を確認し、`batcher resume` を"
        "実行してください。",
    ),
    "halt.stripe_unreadable": Text(
        "Stopped: Stripe does not show an invoice that has to be read before going on.{reason: Its"
        " words: %} Check the invoice and the key's rights, then run `batcher resume`.",
        "続行に必要な請求書を Stripe から読み取れないため停止しました。{reason:Stripe の回答：%}"
        " 請求書とキーの権限を確認し、`batcher resume` を実行してください。",
    ),
    "halt.stripe_shape": Text(
        "Stopped: Stripe answered in a shape that this version of batcher does not know ({reason})."
        " Update batcher, or report these words; then run `batcher resume`.",
        "Stripe からの応答が、このバージョンの batcher が対応していない形式のため停止しました"
        "（{reason}）。batcher を更新するか、この内容を添えて管理者へご連絡のうえ、"
        "`batcher resume` を実行してください。",
    ),
    "halt.stop_run": Text(
        "Stopped at the first refusal, as --on-refusal stop-run asks. Mend the refused row and run"
        " the workbook of rows not applied, or send the rest with `batcher retry`.",
        "--on-refusal stop-run の指定により、最初の拒否で停止しました。拒否された行を直して"
        "未反映の行のワークブックを実行するか、`batcher retry` で残りを送信してください。",
    ),
}

_CHAINS: dict[str, Text] = {
    "row.chain": Text("By run {run}.", "実行 {run} による結果です。"),
    "row.chain_undone": Text(
        "Applied, and taken back since by run {run}.",
        "いったん反映されましたが、実行 {run} で取り消されました。",
    ),
}

LABELS: dict[str, Text] = {
    **_CHAINS,
    **_UNCHANGED,
    **_REJECTED,
    **_SETTLED,
    **_REFUSED,
    **_NOT_SENT,
    **_IN_DOUBT,
    **_PROOFS,
    **_HALTS,
}
