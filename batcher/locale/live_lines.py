"""Problem codes of lines and prices as Stripe has them now; part of those of planning."""

from __future__ import annotations

from batcher.locale.text import Text

_LINES: dict[str, Text] = {
    "line_not_on_invoice": Text(
        "The line {value} is not on invoice {invoice}. It may have been removed, or the ID is"
        " wrong. Copy the ID (il_…) from the invoice in Stripe, or delete this row.",
        "明細 {value} は請求書 {invoice} にありません。すでに削除されたか、ID の誤りと思われます。"
        "Stripe の請求書から ID（il_…）をコピーするか、この行を削除してください。",
    ),
    "line_on_other_invoice": Text(
        "The line {value} is on invoice {other}, not on the one in this row. Correct the invoice"
        " or the line.",
        "明細 {value} はこの行の請求書ではなく、請求書 {other} にあります。請求書または明細の ID を"
        "直してください。",
    ),
    "drift": Text(
        "{column} has changed in Stripe: {old} when you looked, {live} now, {new} asked. Check"
        " which is right; if the row is, write {live} into was.{column} and run again.",
        "{column} が Stripe で変更されています。作成時は {old}、現在は {live}、指定は {new} です。"
        "正しい値をご確認ください。指定どおりでよければ、変更前の列（was.{column}）"
        "を {live} に直して"
        "再度実行してください。",
    ),
    "subscription_line_field": Text(
        "The line comes from a subscription. On such a line Stripe changes only tax_rates,"
        " discounts and metadata. Empty {column} here, or change the subscription in Stripe.",
        "サブスクリプションの明細です。このような明細で変更できるのは、税率ID、割引、メタデータだけ"
        "です。{column} を空にするか、Stripe でサブスクリプションを変更してください。",
    ),
    "subscription_line_removed": Text(
        "The line comes from a subscription and cannot be removed. Delete this row; to take the"
        " charge back, add a line with a negative amount, or change the subscription in Stripe.",
        "サブスクリプションの明細は削除できません。この行を削除してください。取り消す場合は、"
        "マイナスの金額の明細を追加するか、Stripe でサブスクリプションを変更してください。",
    ),
    "nothing_to_unassign": Text(
        "The line has no invoice item that could be taken off the invoice. Write delete instead of"
        " unassign, or delete this row.",
        "この明細には、割り当てを解除できる請求書アイテムがありません。「割り当て解除」を「削除」に"
        "変えるか、この行を削除してください。",
    ),
    "unit_unknown": Text(
        "Stripe does not show the unit price of this line, so the quantity {value} alone does not"
        " say its amount. Fill in unit_amount too, or amount instead of quantity.",
        "この明細の単価が Stripe から得られないため、数量 {value} だけでは金額が決まりません。"
        "単価（unit_amount）も入力するか、数量の代わりに金額（amount）を入力してください。",
    ),
    "amount_replaces_quantity": Text(
        "The line is {shape} now. With a total of {value} it becomes 1 x {value}. To keep the"
        " quantity, fill in quantity and unit_amount instead of the amount.",
        "この明細は現在 {shape} です。合計金額を {value} にすると 1 x {value} になります。"
        "数量を残す場合は、金額の代わりに数量と単価（unit_amount）を入力してください。",
    ),
    "amount_replaces_price": Text(
        "The line has the price {price} of your catalogue. With a total of {value} it loses that"
        " price. To keep it, fill in quantity or price instead of the amount.",
        "この明細には商品カタログの価格 {price} が設定されています。合計金額を {value} にすると、"
        "価格との関連がなくなります。残す場合は、金額の代わりに数量または価格IDを入力してください。",
    ),
    "rounded_total": Text(
        "Quantity times unit price is not a whole amount in this currency; Stripe rounds the line"
        " to {total}. Check that this is meant.",
        "数量と単価の積に端数があるため、明細の金額は Stripe で {total} に丸められます。"
        "問題がないかご確認ください。",
    ),
}

_OBJECTS: dict[str, Text] = {
    "object_missing": Text(
        "Stripe does not have what {column} names: {value}. Copy the ID again from Stripe; check"
        " that it belongs to this account and mode.{reason: (Stripe: %)}",
        "{column} の「{value}」は Stripe に見つかりません。Stripe から ID をコピーし直し、"
        "アカウントとモード（本番・テスト）が合っているかご確認ください。{reason:（Stripe：%）}",
    ),
    "object_unreadable": Text(
        "Whether {value} in {column} exists could not be checked, because the API key may not read"
        " it. Check the ID yourself, or give the key the permission to{permission: (%)}.{reason:"
        " (Stripe: %)}",
        "API キーに読み取り権限がないため、{column} の「{value}」が存在するか確認できませんでした。"
        "ご自身で ID を確認するか、キーに読み取り権限{permission:（%）}を付与してください。"
        "{reason:（Stripe：%）}",
    ),
    "object_forbidden": Text(
        "{value} in {column} cannot be read with this API key, and what the row comes to depends on"
        " it. Give the key the permission{permission: %} in the Stripe Dashboard, then try again."
        "{reason: (Stripe: %)}",
        "この API キーでは {column} の「{value}」を読み取れないため、行の内容を確定できません。"
        "Stripe ダッシュボードでキーに権限{permission:（%）}を付与し、再度実行してください。"
        "{reason:（Stripe：%）}",
    ),
    "item_already_here": Text(
        "The invoice item {value} is already on this invoice. Delete this row; to change its line,"
        " use update_lines with the line's ID (il_…).",
        "請求書アイテム {value} はすでにこの請求書にあります。この行を削除してください。"
        "変更する場合は、明細訂正シートで明細のID（il_…）を指定してください。",
    ),
    "item_attached": Text(
        "The invoice item {value} is on another invoice ({other}). Unassign its line there first,"
        " in remove_lines of this workbook, or use another item.",
        "請求書アイテム {value} は別の請求書（{other}）にあります。"
        "このワークブックの明細削除シートで"
        "先に割り当てを解除するか、別の請求書アイテムを指定してください。",
    ),
    "item_currency": Text(
        "The invoice item {value} is in {found}; the invoice is in {expected}. Use an item in the"
        " invoice's currency.",
        "請求書アイテム {value} の通貨は {found} ですが、請求書の通貨は {expected} です。"
        "同じ通貨の請求書アイテムを指定してください。",
    ),
    "item_customer": Text(
        "The invoice item {value} belongs to another customer ({found}) than the invoice. Use an"
        " item of the invoice's customer.",
        "請求書アイテム {value} は、請求書とは別の顧客（{found}）のものです。同じ顧客の"
        "請求書アイテムを指定してください。",
    ),
    "price_recurring": Text(
        "The price {value} is for subscriptions. A line takes only a one-time price: use another"
        " price, or fill in amount or unit_amount instead.",
        "価格 {value} は継続課金用のため、明細には使えません。1回限りの価格を指定するか、"
        "代わりに金額（amount）または単価（unit_amount）を入力してください。",
    ),
    "price_inactive": Text(
        "The price {value} is archived in Stripe. Make it active there, use another price, or fill"
        " in amount or unit_amount instead.",
        "価格 {value} は Stripe でアーカイブされています。Stripe で有効にするか、別の価格、金額"
        "（amount）、単価（unit_amount）のいずれかを指定してください。",
    ),
    "price_currency": Text(
        "The price {value} is in {found}; the invoice is in {expected}. Use a price in the"
        " invoice's currency.",
        "価格 {value} の通貨は {found} ですが、請求書の通貨は {expected} です。"
        "同じ通貨の価格を指定してください。",
    ),
    "price_no_unit": Text(
        "The price {value} has no fixed amount per unit (tiers, or an amount chosen by the"
        " customer), so its line cannot be worked out. Fill in amount or unit_amount instead.",
        "価格 {value} には固定の単価がなく（段階制またはお客様が金額を決める価格）、金額を計算"
        "できません。代わりに金額（amount）または単価（unit_amount）を入力してください。",
    ),
    "tax_amounts_automatic": Text(
        "Stripe works out the tax of this invoice itself (automatic tax), so it takes no tax"
        " amounts on its lines. Empty the tax_… cells, or turn automatic tax off in Stripe.",
        "この請求書の税金は Stripe が自動計算するため（自動税）、明細に税額を指定できません。"
        "tax_… の各セルを空にするか、Stripe で自動税を無効にしてください。",
    ),
    "tax_amounts_default_rates": Text(
        "This invoice has tax rates for all its lines, so it takes no tax amounts on them. Empty"
        " the tax_… cells, or remove the invoice's default tax rates in Stripe.",
        "この請求書には全明細に適用される税率があるため、明細に税額を指定できません。"
        "tax_… の各セルを空にするか、Stripe で請求書の既定の税率を外してください。",
    ),
}

PROBLEMS: dict[str, Text] = {**_LINES, **_OBJECTS}
