"""Problem codes of planning: what only live invoices and earlier runs can tell."""

from __future__ import annotations

from batcher.locale import doubts, live_lines
from batcher.locale.text import Text

_INVOICES: dict[str, Text] = {
    "invoice_missing": Text(
        "Stripe has no invoice {value} in this account. Copy the ID again from Stripe, and check"
        " that the API key is of the right account and mode (live or test).{reason: (Stripe: %)}",
        "このアカウントに請求書 {value} は見つかりません。Stripe から ID をコピーし直し、API キーの"
        "アカウントとモード（本番・テスト）が合っているかご確認ください。{reason:（Stripe：%）}",
    ),
    "invoice_not_draft": Text(
        "The invoice {value} is not a draft any more; its status is {status}. Only drafts can be"
        " corrected. Delete its rows here; correct it in Stripe with a credit note or a new"
        " invoice.",
        "請求書 {value} は下書きではありません（現在の状態：{status}）。"
        "訂正できるのは下書きだけです。"
        "この請求書の行を削除し、"
        "Stripe でクレジットノートまたは新しい請求書により訂正してください。",
    ),
    "livemode_mismatch": Text(
        "The invoice {value} and the API key are not of the same mode: one is live, the other for"
        " tests. Use the key of the invoice's mode.",
        "請求書 {value} と API キーのモードが異なります（一方が本番、他方がテスト）。"
        "請求書と同じモードのキーをお使いください。",
    ),
    "ref_rejected": Text(
        "The new invoice {value} cannot be created, because its own row has a problem. Mend that"
        " row; this one needs no change.",
        "新しい請求書 {value} は、その行に問題があるため作成できません。"
        "先にその行を直してください。"
        "この行は変更不要です。",
    ),
    "currency_mismatch": Text(
        "This row says {found}, but the invoice is in {expected}. If the amount is in {expected},"
        " correct the currency; otherwise the invoice is the wrong one.",
        "この行の通貨は {found} ですが、請求書の通貨は {expected} です。金額が {expected} であれば"
        "通貨を直してください。そうでなければ、請求書の指定が誤っていないかご確認ください。",
    ),
    "currency_blank": Text(
        "The workbook touches invoices in several currencies, and this row does not say which its"
        " amount is in; the invoice is in {currency}. Fill in the currency column, or take each"
        " invoice's own currency: --accept currency_blank.",
        "複数の通貨の請求書がありますが、この行には通貨の指定がありません（請求書の通貨："
        "{currency}）。通貨の列に入力するか、各請求書の通貨でよければ --accept currency_blank を"
        "指定してください。",
    ),
    "too_many_lines": Text(
        "With this row the invoice would have {count} lines; Stripe allows {allowed}. Remove lines"
        " in this workbook, or put the rest on another invoice.",
        "この行を追加すると請求書の明細が {count} 件になり、Stripe の上限 {allowed} 件を超えます。"
        "このワークブックで明細を削除するか、残りを別の請求書に追加してください。",
    ),
    "finalizes_soon": Text(
        "Stripe finalizes the invoice {value} by itself in about {minutes} minutes; sending needs"
        " up to {needed}. After that it cannot be corrected. Stop automatic finalization in Stripe"
        " first, or try all the same: --accept finalizes_soon.",
        "請求書 {value} は約 {minutes} 分後に Stripe で自動的に確定されます。"
        "送信には最大 {needed} 分"
        "かかり、確定後は訂正できません。先に Stripe で自動確定を止めるか、このまま進める場合は"
        " --accept finalizes_soon を指定してください。",
    ),
}

_CONTROL: dict[str, Text] = {
    "control_change": Text(
        "You expect the rows in {currency} to change the invoices by {expected}; they come to"
        " {found}. Look for a wrong amount, a missing or a surplus row, or correct the number"
        " here. Nothing was sent.",
        "{currency} の増減額は {expected} の予定ですが、各行の合計は {found} です。金額の誤りや行の"
        "過不足を確認するか、この金額を直してください。何も送信していません。",
    ),
    "control_silent": Text(
        "Your expected totals say nothing of {currency}, and the rows in {currency} change the"
        " invoices by {found}. Check that these rows are meant; add {currency} to your totals to"
        " have it compared too.",
        "照合用の金額に {currency} がありませんが、{currency} の行による増減額は {found} です。"
        "この行に誤りがないかご確認ください。{currency} も照合する場合は、その金額を追加して"
        "ください。",
    ),
    "expect_change": Text(
        "--expect-change says {expected} {currency}; the rows come to {found}. Look for a wrong"
        " amount, a missing or a surplus row, or correct the number. Nothing was sent.",
        "--expect-change の指定は {expected} {currency} ですが、各行の合計は {found} です。"
        "金額の誤りや行の過不足を確認するか、指定を直してください。何も送信していません。",
    ),
}

_REPEATED: dict[str, Text] = {
    "applied_before": Text(
        "This row was sent by {run} on {at}, and the workbook has new rows too. Say what is"
        " meant: --repeat skip leaves such rows alone, --repeat again adds them once more.",
        "この行は {run}（{at}）で送信済みですが、ワークブックには新しい行もあります。送信済みの行を"
        "送信しない場合は --repeat skip、"
        "もう一度追加する場合は --repeat again を指定してください。",
    ),
    "applied_then_changed": Text(
        "This row was applied by {run} on {at}, and what it changed has been changed again since."
        " To leave Stripe as it is now: --repeat skip. To bring this row in again: --accept"
        " applied_then_changed (a line it added that is still there stays as it is).",
        "この行は {run}（{at}）で反映済みですが、その後 Stripe で変更されています。現在の状態を残す"
        "場合は --repeat skip、再度反映する場合は --accept applied_then_changed を指定してください"
        "（追加した明細が残っている場合、その明細は変更しません）。",
    ),
    "edited_after_applied": Text(
        "{run} sent this workbook before, and the line it added for {other} is not in the"
        " workbook any more; this row is new. If the row was corrected, put it on update_lines"
        " instead: sent as it is, both lines are billed. If both are meant: --accept"
        " edited_after_applied.",
        "このワークブックは {run} で送信済みですが、そのとき {other} で追加した行がなくなり、"
        "この行が"
        "新しく加わっています。行を直した場合は、明細訂正シートで指定してください。"
        "このまま送信すると"
        "両方が請求されます。両方とも必要な場合は --accept edited_after_applied を"
        "指定してください。",
    ),
}

PROBLEMS: dict[str, Text] = {
    **_INVOICES,
    **live_lines.PROBLEMS,
    **doubts.PROBLEMS,
    **_CONTROL,
    **_REPEATED,
}
