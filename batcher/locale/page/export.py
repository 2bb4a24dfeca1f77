"""What the page says of taking invoices out of Stripe as a workbook."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "page.export.title": Text(
        "Get a workbook of what stands in Stripe",
        "Stripe の請求書をワークブックに取り出す",
    ),
    "page.export.lead": Text(
        "Each line of each invoice becomes a row. Change the cells that are wrong, save, and drop "
        "the file on the first screen: only the cells you changed are sent.",
        "請求書の明細が1行ずつ入ったワークブックを作成します。誤りのあるセルを直して保存し、開始画面に"
        "ドロップしてください。変更したセルだけが送信されます。",
    ),
    "page.export.status": Text(
        "Which invoices",
        "対象の請求書",
    ),
    "page.export.status.draft": Text(
        "Drafts",
        "下書き",
    ),
    "page.export.status.open": Text(
        "Open (can only be looked at)",
        "未払い（閲覧のみ）",
    ),
    "page.export.status.paid": Text(
        "Paid (can only be looked at)",
        "支払い済み（閲覧のみ）",
    ),
    "page.export.status.uncollectible": Text(
        "Uncollectible (can only be looked at)",
        "回収不能（閲覧のみ）",
    ),
    "page.export.status.void": Text(
        "Void (can only be looked at)",
        "無効（閲覧のみ）",
    ),
    "page.export.from": Text(
        "Made on or after",
        "作成日（開始）",
    ),
    "page.export.to": Text(
        "Made on or before",
        "作成日（終了）",
    ),
    "page.export.customer": Text(
        "Only of these customers (ids)",
        "顧客を限定する場合（顧客 ID）",
    ),
    "page.export.invoice": Text(
        "Only these invoices (ids)",
        "請求書を限定する場合（請求書 ID）",
    ),
    "page.export.note": Text(
        "Leave a field empty for all. Several ids: with spaces, commas or one a line.",
        "空欄の項目では限定しません。ID が複数ある場合は、空白・読点・改行で区切ってください。",
    ),
    "page.export.button": Text(
        "Read from Stripe",
        "Stripe から読み取る",
    ),
    "page.export.many": Text(
        "No more than {count} ids at a time.",
        "ID は一度に {count} 件まで指定できます。",
    ),
    "page.export.days": Text(
        "These days are none, or the first is after the last.",
        "日付が正しくないか、開始日が終了日より後になっています。",
    ),
    "page.export.ready": Text(
        "The workbook is ready.",
        "ワークブックができました。",
    ),
    "page.export.next": Text(
        "Download it, change what is wrong, and drop it on the first screen.",
        "ダウンロードして誤りを直し、開始画面にドロップしてください。",
    ),
    "page.export.nothing": Text(
        "No invoice matches. Nothing was changed; try other days or ids.",
        "該当する請求書はありません。日付や ID を変えてお試しください。",
    ),
    "page.export.download": Text(
        "Download the workbook",
        "ワークブックをダウンロード",
    ),
    "page.export.lines": Text(
        "Lines",
        "明細",
    ),
    "page.export.pending": Text(
        "Pending invoice items",
        "未割り当ての請求書アイテム",
    ),
    "page.export.again": Text(
        "Get another one",
        "条件を変えて取り出す",
    ),
    "page.export.back": Text(
        "To the first screen",
        "開始画面へ",
    ),
}
