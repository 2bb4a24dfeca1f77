"""What the page says from the drop zone to the problems."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "page.home.title": Text(
        "Correct draft invoices",
        "下書き請求書の訂正",
    ),
    "page.home.one": Text(
        "Fill in the workbook: one row for each change to a draft invoice.",
        "ワークブックに、下書き請求書の変更を1件1行で記入します。",
    ),
    "page.home.two": Text(
        "Drop it here. It is checked, and you see every change and the money "
        "before anything is sent.",
        "ここにドロップすると検査が行われ、送信前にすべての変更と金額を確認できます。",
    ),
    "page.home.three": Text(
        "Confirm. Each change is made exactly once, and a report proves it to the last cent.",
        "確認して送信すると、各変更は必ず1回だけ反映され、1円単位まで照合したレポートができます。",
    ),
    "page.home.try": Text(
        "Try it with the example",
        "例で試す",
    ),
    "page.home.example": Text(
        "Example workbook",
        "記入例",
    ),
    "page.home.template": Text(
        "Empty workbook",
        "空のテンプレート",
    ),
    "page.home.export": Text(
        "Workbook of the drafts in Stripe …",
        "Stripe の下書きから作成…",
    ),
    "page.home.none": Text(
        "No workbook yet?",
        "ワークブックがまだない場合",
    ),
    "page.home.going": Text(
        "Under way now",
        "処理中",
    ),
    "page.home.returned": Text(
        "Sent back to you",
        "差し戻されたファイル",
    ),
    "page.home.handed": Text(
        "Waiting for approval",
        "承認待ち",
    ),
    "page.home.stopped": Text(
        "Stopped in the middle: go on here",
        "途中で停止した処理（ここから再開できます）",
    ),
    "page.home.uploads": Text(
        "Latest files",
        "最近のファイル",
    ),
    "page.home.runs": Text(
        "Latest runs",
        "最近の実行",
    ),
    "page.home.all": Text(
        "All runs",
        "すべての実行",
    ),
    "page.home.all_files": Text(
        "All files",
        "すべてのファイル",
    ),
    "page.drop.label": Text(
        "Drop a workbook here",
        "ここにファイルをドロップ",
    ),
    "page.drop.hint": Text(
        ".xlsx, .xlsm or CSV, up to {size} MB. Several CSV files at once are one workbook.",
        ".xlsx、.xlsm、CSV（{size} MB まで）。CSV は複数まとめて1つのワークブックとして扱います。",
    ),
    "page.drop.choose": Text(
        "Choose a file",
        "ファイルを選択",
    ),
    "page.drop.sending": Text(
        "Uploading …",
        "アップロードしています…",
    ),
    "page.drop.button": Text(
        "Upload and check",
        "アップロードして検査",
    ),
    "page.upload.none": Text(
        "Choose a file first.",
        "ファイルを選択してください。",
    ),
    "page.upload.mixed": Text(
        "Several files at once have to be CSV or TSV files, one for each sheet.",
        "複数のファイルを同時に使えるのは CSV / TSV だけです（1シートにつき1ファイル）。",
    ),
    "page.upload.twice": Text(
        "Two of these files have the same name.",
        "同じ名前のファイルが含まれています。",
    ),
    "page.upload.original": Text(
        "Original file",
        "元のファイル",
    ),
    "page.upload.brought": Text(
        "Brought by",
        "アップロード：",
    ),
    "page.check.unread": Text(
        "This file could not be read; nothing was changed.",
        "このファイルは読み取れませんでした。何も変更していません。",
    ),
    "page.check.bad": Text(
        "{count} errors have to be mended first; nothing is sent as it is.",
        "修正が必要なエラーが {count} 件あります。このままでは送信できません。",
    ),
    "page.check.mend": Text(
        "Download the marked copy, mend the coloured cells, and upload it.",
        "印を付けた控えをダウンロードし、色の付いたセルを修正して、もう一度アップロードしてください。",
    ),
    "page.check.open": Text(
        "No errors. {count} questions are for you to answer in the review.",
        "エラーはありません。確認が必要な点が {count} 件あり、次の画面でお答えいただきます。",
    ),
    "page.check.nothing": Text(
        "This workbook asks for nothing.",
        "このワークブックには依頼の行がありません。",
    ),
    "page.check.good": Text(
        "{rows} rows, no errors.",
        "{rows} 行、エラーはありません。",
    ),
    "page.check.next": Text(
        "Next: compare them with Stripe. Nothing is sent yet.",
        "次に Stripe の現在の内容と比較します。まだ何も送信しません。",
    ),
    "page.check.review": Text(
        "Go on to the review",
        "確認へ進む",
    ),
    "page.check.with_errors": Text(
        "Compare with Stripe all the same",
        "このまま Stripe と比較する",
    ),
    "page.check.again": Text(
        "Upload the mended workbook",
        "修正したファイルをアップロード",
    ),
    "page.problems.title": Text(
        "Problems",
        "問題一覧",
    ),
    "page.problems.groups": Text(
        "Problems by kind",
        "種類別の問題",
    ),
    "page.problems.marked": Text(
        "Download the marked copy",
        "印を付けた控えをダウンロード",
    ),
    "page.problems.kind": Text(
        "Kind",
        "種類",
    ),
    "page.problems.example": Text(
        "For example",
        "例",
    ),
    "page.problems.count": Text(
        "Count",
        "件数",
    ),
    "page.problems.search": Text(
        "Search",
        "検索",
    ),
    "page.problems.severity": Text(
        "Severity",
        "重要度",
    ),
    "page.problems.sheet": Text(
        "Sheet",
        "シート",
    ),
    "page.problems.filter": Text(
        "Filter",
        "絞り込み",
    ),
    "page.problems.clear": Text(
        "Show all",
        "すべて表示",
    ),
    "page.problems.shown": Text(
        "{matching} of {total}",
        "{total} 件中 {matching} 件",
    ),
    "page.problems.place": Text(
        "Cell",
        "セル",
    ),
    "page.problems.column": Text(
        "Column",
        "列",
    ),
    "page.problems.value": Text(
        "Value",
        "値",
    ),
    "page.problems.message": Text(
        "What to do",
        "内容と対処",
    ),
    "page.understood.title": Text(
        "What was understood",
        "読み取った内容",
    ),
    "page.understood.rows": Text(
        "Rows: {rows}",
        "{rows} 行",
    ),
    "page.understood.left_out": Text(
        "Left out: {rows}",
        "対象外 {rows} 行",
    ),
    "page.understood.skipped": Text(
        "{rows} hidden rows skipped",
        "非表示 {rows} 行を除外",
    ),
    "page.understood.encoding": Text(
        "read as {encoding}",
        "文字コード {encoding}",
    ),
    "page.understood.first": Text(
        "First rows of",
        "先頭の行：",
    ),
    "page.understood.row": Text(
        "Row",
        "行",
    ),
    "page.understood.unused": Text(
        "Kept for the report, not sent",
        "送信されない列（レポートには残ります）",
    ),
    "page.understood.more": Text(
        "and {count} more columns",
        "ほか {count} 列",
    ),
    "page.understood.others": Text(
        "Sheets nothing is sent from:",
        "送信の対象外のシート：",
    ),
    "page.reading.title": Text(
        "It was read wrongly? Say how to read it",
        "読み取りが正しくない場合の設定",
    ),
    "page.reading.sheet": Text(
        "The rows are",
        "行の内容",
    ),
    "page.reading.by_name": Text(
        "as the sheet or file is named",
        "シート名・ファイル名のとおり",
    ),
    "page.reading.encoding": Text(
        "Encoding of CSV files",
        "CSV の文字コード",
    ),
    "page.reading.found": Text(
        "as found",
        "自動判定のとおり",
    ),
    "page.reading.hidden": Text(
        "Hidden rows",
        "非表示の行",
    ),
    "page.reading.ask": Text(
        "ask me",
        "都度確認",
    ),
    "page.reading.again": Text(
        "Read it again",
        "読み直す",
    ),
    "page.hidden.include": Text(
        "Send hidden rows too",
        "非表示の行も送信する",
    ),
    "page.hidden.skip": Text(
        "Leave hidden rows out",
        "非表示の行を除外する",
    ),
    "page.working.title": Text(
        "Working",
        "処理中",
    ),
    "page.working.wait": Text(
        "This screen goes on by itself.",
        "終わると自動的に画面が進みます。",
    ),
    "page.working.failed": Text(
        "This did not work.",
        "処理できませんでした。",
    ),
    "page.working.again": Text(
        "Try again",
        "もう一度試す",
    ),
    "page.working.back": Text(
        "Back to the check",
        "検査の画面へ戻る",
    ),
    "page.stage.reading": Text(
        "Reading the workbook …",
        "ワークブックを読み取っています…",
    ),
    "page.stage.checking": Text(
        "Checking every cell …",
        "すべてのセルを検査しています…",
    ),
    "page.stage.planning": Text(
        "Comparing with Stripe …",
        "Stripe の現在の内容と比較しています…",
    ),
    "page.queued.take_back": Text(
        "Take it back",
        "取り消す",
    ),
    "page.queued.taken_back": Text(
        "It was taken back before a worker began it. Nothing was sent.",
        "ワーカーが開始する前に取り消されました。何も送信していません。",
    ),
    "page.queued.over": Text(
        "The workers could not begin it. Nothing was sent.",
        "ワーカーは処理を開始できませんでした。何も送信していません。",
    ),
    "page.stage.queued": Text(
        "Handed over; it waits for a worker.",
        "引き渡しました。ワーカーの処理を待っています。",
    ),
    "page.stage.exporting": Text(
        "Reading the invoices from Stripe …",
        "Stripe から請求書を読み取っています…",
    ),
    "page.stage.sending": Text(
        "Sending",
        "送信中",
    ),
    "page.stage.verifying": Text(
        "Reading the invoices again …",
        "請求書を読み直して照合しています…",
    ),
    "page.stage.reporting": Text(
        "Writing the report …",
        "レポートを作成しています…",
    ),
}
