"""The words inside a run's evidence: what each part is, and how to check it without batcher."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "cli.file.evidence": Text("Evidence", "証跡"),
    "evidence.said": Text(
        "sha256 of the file: {sha256}\nHash of the ledger's last event of this run: {head}",
        "ファイルの sha256：{sha256}\n台帳の最後の記録のハッシュ値：{head}",
    ),
}

# A file of its own inside the evidence, laid out as one.
README = Text(
    """Evidence of run {run}

Everything batcher's ledger holds of this run. The same ledger gives the same file, byte for byte.

manifest.json         each part with its size and sha256; ledger_head: the hash of the last event
input/                the workbook as it was received
plan.json             what was to be sent, and the invoices as they were when it was planned
confirmation.json     who opened the run and said go, when, and what was answered to its questions
before.json           each invoice with all its lines, as last read before the first write
after.json            the same, as read after the last write
exchanges.json        every request as it was sent, and every answer as it came
report.xlsx           the report; leftovers.xlsx: the rows not applied, where there are any
ledger/events.jsonl   the events of the ledger, one a line, in their order, each with its hash
check.py              checks all of this with Python alone: python check.py

To check by hand:
1. The sha256 of each part is the one in manifest.json.
2. The hash of an event is the sha256 of a JSON list without spaces, in ASCII: the hash of the event
   before it ("" for the first), then its run, at, kind, request, and detail. `detail` is taken as
   the text it is. The hash of the last event is ledger_head.
3. The detail of the first event names the sha256 of the workbook and of plan.json.
An event that was changed, left out or put in breaks the hashes of all that follow. Write
ledger_head down where others can see it: whoever holds it can prove later that nothing was
changed since.""",
    """実行 {run} の証跡

batcher の台帳に記録された、この実行のすべての情報です。
台帳が同じであれば、1バイトも違わない同じファイルになります。

manifest.json         各ファイルの大きさと sha256。ledger_head は最後の記録のハッシュ値
input/                受け取ったワークブックそのもの
plan.json             送信する予定だった内容と、計画時点の請求書
confirmation.json     実行を開始し承認した人と日時、質問への回答
before.json           最初の書き込みの直前に読み取った請求書と全明細
after.json            最後の書き込みの後に読み取った請求書と全明細
exchanges.json        送信したすべてのリクエストと、受け取ったままの応答
report.xlsx           レポート（未反映の行がある場合は leftovers.xlsx も）
ledger/events.jsonl   台帳の記録。1行に1件、順番どおりで、それぞれのハッシュ値付き
check.py              以上を Python だけで確認するスクリプト：python check.py

手作業で確認する場合：
1. 各ファイルの sha256 が manifest.json の値と一致すること。
2. 記録のハッシュ値は、直前の記録のハッシュ値（最初の記録では ""）と、その記録の
   run、at、kind、request、detail をこの順に並べ、空白なし・ASCII で書いた
   JSON の配列の sha256 です。detail は文字列のまま使います。
   最後の記録のハッシュ値が ledger_head です。
3. 最初の記録の detail に、ワークブックと plan.json の sha256 が書かれています。
記録を変更、削除、追加すると、それ以降のハッシュ値がすべて合わなくなります。
ledger_head をほかの人も見られる場所に控えておけば、後から変更されていないことを証明できます。""",
)
