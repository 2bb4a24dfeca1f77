"""What the page says from the review to the confirmation."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "page.review.title": Text(
        "Review",
        "確認",
    ),
    "page.review.again": Text(
        "Read Stripe again",
        "Stripe を読み直す",
    ),
    "page.review.account": Text(
        "Account",
        "アカウント",
    ),
    "page.review.read_at": Text(
        "read from Stripe",
        "Stripe からの読み取り",
    ),
    "page.review.back": Text(
        "back to the check",
        "検査の画面へ戻る",
    ),
    "page.review.blocked": Text(
        "Nothing can be sent yet: some rows have errors. They are listed below.",
        "エラーのある行があるため、まだ送信できません。下の一覧をご確認ください。",
    ),
    "page.review.questions": Text(
        "Nothing can be sent until you have answered these questions.",
        "次の確認事項に回答すると送信できます。",
    ),
    "page.review.ready": Text(
        "Nothing has been sent yet.",
        "まだ何も送信していません。",
    ),
    "page.review.look": Text(
        "Look through the money and the changes; you confirm at the end of this page.",
        "金額と変更内容をご確認ください。送信の確認はこの画面の最後にあります。",
    ),
    "page.review.to_confirm": Text(
        "To the confirmation",
        "送信の確認へ",
    ),
    "page.review.money": Text(
        "Money",
        "金額",
    ),
    "page.review.invoices": Text(
        "Invoices",
        "請求書",
    ),
    "page.review.rows_to_send": Text(
        "Rows to send",
        "送信する行",
    ),
    "page.review.requests": Text(
        "Requests to Stripe",
        "Stripe へのリクエスト",
    ),
    "page.review.left_alone": Text(
        "Rows left alone",
        "変更しない行",
    ),
    "page.review.chart": Text(
        "Sums of the invoices before and after, by currency",
        "請求書の合計（訂正前・訂正後、通貨別）",
    ),
    "page.review.movers": Text(
        "Invoices that move most",
        "変動の大きい請求書",
    ),
    "page.review.customer": Text(
        "Customer",
        "顧客",
    ),
    "page.review.finalizes": Text(
        "finalizes by itself",
        "自動確定：",
    ),
    "page.review.rows": Text(
        "What changes, row by row",
        "行ごとの変更内容",
    ),
    "page.review.line": Text(
        "Line",
        "明細",
    ),
    "page.review.old": Text(
        "Old",
        "訂正前",
    ),
    "page.review.new": Text(
        "New",
        "訂正後",
    ),
    "page.review.becomes": Text(
        "becomes",
        "から",
    ),
    "page.review.moved": Text(
        "Something has changed since you looked. This is how it stands now: review it again.",
        "確認後に内容が変わりました。現在の内容を表示していますので、もう一度ご確認ください。",
    ),
    "page.review.no_run": Text(
        "This was confirmed, but no run has come of it so far: nothing was sent. The server ended, "
        "or could not begin. Review it again.",
        "確定の操作は受け付けましたが、まだ実行は始まっておらず、何も送信されていません。"
        "サーバーの停止などで開始できなかった可能性があります。内容をもう一度ご確認ください。",
    ),
    "page.review.unconfirmed": Text(
        "Nothing was sent: tick every warning first, so that it is known you have seen it.",
        "すべての注意事項にチェックを入れてください。まだ何も送信していません。",
    ),
    "page.review.mistyped": Text(
        "Nothing was sent: a number you typed is not the one shown. It is marked at the end of "
        "this page.",
        "入力した数字が表示と異なります（この画面の最後に示しています）。まだ何も送信していません。",
    ),
    "page.review.place": Text(
        "Row",
        "行",
    ),
    "page.questions.title": Text(
        "Questions for you",
        "確認事項",
    ),
    "page.questions.yes": Text(
        "Yes, that is meant so",
        "はい、このとおりで正しい",
    ),
    "page.questions.answer": Text(
        "Use these answers",
        "この回答で続ける",
    ),
    "page.repeat.skip": Text(
        "Leave out the rows that were applied before",
        "反映済みの行を除く",
    ),
    "page.repeat.again": Text(
        "Apply them once more",
        "もう一度反映する",
    ),
    "page.options.title": Text(
        "How to send",
        "送信の方法",
    ),
    "page.options.canary": Text(
        "First only so many invoices, then ask me (0: all at once)",
        "先に送信して確認する請求書の数（0：一度にすべて）",
    ),
    "page.options.on_problem": Text(
        "Where a row does not fit what stands in Stripe",
        "Stripe の内容と合わない行がある場合",
    ),
    "page.options.on_refusal": Text(
        "Where Stripe refuses a change",
        "Stripe が変更を拒否した場合",
    ),
    "page.options.stop": Text(
        "send nothing",
        "何も送信しない",
    ),
    "page.options.skip-invoice": Text(
        "leave out that invoice",
        "その請求書を除く",
    ),
    "page.options.skip-row": Text(
        "leave out that row",
        "その行を除く",
    ),
    "page.options.stop-invoice": Text(
        "go on with the other invoices",
        "ほかの請求書は続ける",
    ),
    "page.options.stop-run": Text(
        "stop the run",
        "すべて中止する",
    ),
    "page.options.use": Text(
        "Use these",
        "この方法にする",
    ),
    "page.confirm.title": Text(
        "Confirm and send",
        "送信の最終確認",
    ),
    "page.confirm.warnings": Text(
        "Tick what you have seen:",
        "次の注意事項を確認してチェックしてください：",
    ),
    "page.confirm.typed": Text(
        "This is live: real invoices of real customers. Type these numbers:",
        "本番の請求書を変更します。次の数字を入力してください：",
    ),
    "page.confirm.not_it": Text(
        "This is another number.",
        "表示の数字と異なります。",
    ),
    "page.confirm.text": Text(
        "{rows} rows on {invoices} invoices of {account} are changed, exactly as listed above.",
        "{account} の請求書 {invoices} 件、{rows} 行を上記のとおり変更します。",
    ),
    "page.confirm.digest": Text(
        "Digest of this plan:",
        "この計画のダイジェスト：",
    ),
    "page.confirm.button": Text(
        "Send these changes",
        "この内容で送信する",
    ),
    "page.confirm.live": Text(
        "Send to the live account",
        "本番アカウントに送信する",
    ),
    "page.hand.title": Text(
        "Approval",
        "承認",
    ),
    "page.hand.text": Text(
        "Another person has to approve this. The approval holds for exactly this "
        "workbook, this plan and the invoices as they are now.",
        "別の人の承認が必要です。承認は、このファイル・この計画・現在の請求書の内容に対してのみ有効です。",
    ),
    "page.hand.button": Text(
        "Hand over for approval",
        "承認を依頼する",
    ),
    "page.hand.by": Text(
        "Handed over by",
        "承認依頼：",
    ),
    "page.hand.why": Text(
        "Why it goes back",
        "差し戻しの理由",
    ),
    "page.hand.withdraw": Text(
        "Withdraw it",
        "依頼を取り下げる",
    ),
    "page.hand.returned": Text(
        "Sent back:",
        "差し戻し：",
    ),
    "page.hand.back": Text(
        "Send it back",
        "差し戻す",
    ),
    "page.why_not.role": Text(
        "You prepare; somebody with the role “Approve” sends it.",
        "送信は「承認」の権限を持つ人が行います。",
    ),
    "page.why_not.handed": Text(
        "It has not been handed over for approval yet.",
        "まだ承認を依頼されていません。",
    ),
    "page.why_not.own": Text(
        "You brought this yourself: another person has to approve it.",
        "ご自身が作成した内容は承認できません。別の人の承認が必要です。",
    ),
    "page.why_not.drifted": Text(
        "Invoices or answers have changed since it was handed over, so that approval "
        "has lapsed. It has to be handed over again.",
        "承認依頼の後に請求書または回答が変わったため、依頼は無効になりました。もう一度承認を依頼してください。",
    ),
    "page.why_not.limit": Text(
        "This moves {found}; you may approve {allowed} at most.",
        "変動額 {found} は、あなたの承認限度額 {allowed} を超えています。",
    ),
}
