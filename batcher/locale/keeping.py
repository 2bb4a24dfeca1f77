"""What people read about keeping batcher running: purges and what was purged."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "cli.purged": Text(
        "The run {run} was purged on {at} by {who}: its workbook, the words in its plan and "
        "Stripe's answers are gone from the ledger. What it applied is still known and will not be "
        "sent again; `batcher show {run}` has what is left.",
        "実行 {run} のデータは {at} に {who} が削除しました。ワークブック、計画の文言、Stripe の"
        "回答は台帳に残っていません。反映済みの内容は記録されているため、再送信されることは"
        "ありません。残っている記録は `batcher show {run}` で確認できます。",
    ),
    "purge.run": Text(
        "{run}: ended {ended}, {workbook} ({bytes} bytes)",
        "{run}：終了日 {ended}、{workbook}（{bytes} バイト）",
    ),
    "purge.upload": Text(
        "{upload}: brought {brought}, no run came of it, {workbook} ({bytes} bytes)",
        "{upload}：{brought} に受け取り、未実行、{workbook}（{bytes} バイト）",
    ),
    "purge.file": Text(
        "Of each file that no run came of, its bytes are removed for good; who brought it, when "
        "and under which name stays.",
        "実行されなかったファイルは、内容を完全に削除します。受け取った日時、担当者、ファイル名の"
        "記録は残ります。",
    ),
    "purge.file.there": Text("will be removed", "削除します"),
    "purge.file.changed": Text(
        "changed since it was written, or not readable: stays",
        "作成後に変更されたか読み取れないため、残します",
    ),
    "purge.file.gone": Text("is gone already", "すでにありません"),
    "purge.kept": Text("{run} stays: {why}", "{run} は残します：{why}"),
    "purge.kept.open": Text(
        "it is not finished, or rows of it are in doubt; `batcher resume` it first",
        "未完了、または結果不明の行があります。先に `batcher resume` を実行してください",
    ),
    "purge.kept.waiting": Text(
        "it waits for somebody's approval, or for a worker",
        "担当者の承認、またはワーカーの処理を待っています",
    ),
    "purge.kept.young": Text(
        "it ended, or was brought, less than {years} years ago (setting keep_years)",
        "終了または受け取りから {years} 年経っていません（設定 keep_years）",
    ),
    "purge.kept.purged": Text("it was purged before", "すでに削除済みです"),
    "purge.nothing": Text("There is nothing to purge.", "削除の対象はありません。"),
    "purge.what": Text(
        "Of each run these are removed for good: the workbook as received, the words and values in "
        "its plan, the bodies of requests and answers, names and descriptions read from Stripe.",
        "各実行から次のものを完全に削除します：受け取ったワークブック、計画に含まれる文言と値、"
        "リクエストと回答の本文、Stripe から読み取った名称と説明。",
    ),
    "purge.stays": Text(
        "These stay: ids, hashes, amounts, statuses and times, so that the same workbook is never "
        "sent twice. Undo, report and evidence of these runs will not be possible any more. "
        "Backups and saved plan files made earlier still hold everything.",
        "同じワークブックが二重に送信されないよう、ID、ハッシュ、金額、状態、日時は残します。削除後は、対象の実行の取り消し"
        "（undo）、レポート、証跡の出力はできません。以前に作成したバックアップと計画ファイルには"
        "すべての内容が残っています。",
    ),
    "purge.reports_stay": Text(
        "Their reports stay where they are; --reports removes them too.",
        "レポートのファイルは残ります。--reports を付けると一緒に削除します。",
    ),
    "purge.law": Text(
        "The law may ask you to keep these: in Japan books and vouchers for 7 years, in some cases "
        "10, electronic ones with an unaltered trail. Ask whoever answers for your books. A backup "
        "first: batcher backup.",
        "法令により保存が義務付けられている場合があります（日本では帳簿書類は 7 年、場合により"
        " 10 年。電子帳簿保存法では訂正・削除の履歴の確保も必要です）。経理の責任者にご確認の"
        "うえ、先に batcher backup でバックアップを作成してください。",
    ),
    "purge.confirm": Text("Remove them?", "削除しますか？"),
    "purge.done": Text(
        "Purged: {runs} runs, {files} files that no run came of.",
        "{runs} 件の実行と、実行されなかったファイル {files} 件を削除しました。",
    ),
}
