"""What stands around every screen of the page, and what it says when it refuses."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "page.skip": Text(
        "Skip to the content",
        "本文へ移動",
    ),
    "page.nav": Text(
        "Main",
        "メインメニュー",
    ),
    "page.nav.start": Text(
        "Start",
        "開始",
    ),
    "page.nav.runs": Text(
        "History",
        "履歴",
    ),
    "page.nav.activity": Text(
        "Activity",
        "操作記録",
    ),
    "page.nav.people": Text(
        "People",
        "利用者",
    ),
    "page.leave": Text(
        "Sign out",
        "ログアウト",
    ),
    "page.sandbox": Text(
        "Sandbox",
        "サンドボックス",
    ),
    "page.mode.live": Text(
        "Live",
        "本番",
    ),
    "page.mode.test": Text(
        "Test",
        "テスト",
    ),
    "page.all": Text(
        "All",
        "すべて",
    ),
    "page.after": Text(
        "after",
        "訂正後",
    ),
    "page.change": Text(
        "change",
        "増減",
    ),
    "page.size": Text(
        "Size",
        "サイズ",
    ),
    "page.pages": Text(
        "Pages",
        "ページ",
    ),
    "page.previous": Text(
        "Previous",
        "前へ",
    ),
    "page.next": Text(
        "Next",
        "次へ",
    ),
    "page.page_of": Text(
        "Page {page} of {pages}",
        "{page} / {pages} ページ",
    ),
    "page.steps": Text(
        "Steps",
        "手順",
    ),
    "page.step.upload": Text(
        "Upload",
        "アップロード",
    ),
    "page.step.check": Text(
        "Check",
        "検査",
    ),
    "page.step.review": Text(
        "Review",
        "確認",
    ),
    "page.step.send": Text(
        "Send",
        "送信",
    ),
    "page.step.result": Text(
        "Result",
        "結果",
    ),
    "page.status.applied": Text(
        "Applied",
        "反映済み",
    ),
    "page.status.partly_applied": Text(
        "Partly applied",
        "一部のみ反映",
    ),
    "page.status.rejected": Text(
        "Rejected",
        "差し戻し",
    ),
    "page.status.unchanged": Text(
        "Unchanged",
        "変更なし",
    ),
    "page.status.stopped": Text(
        "Stopped",
        "停止",
    ),
    "page.status.failed": Text(
        "Failed",
        "失敗",
    ),
    "page.status.waiting": Text(
        "Waits for approval",
        "承認待ち",
    ),
    "page.status.open": Text(
        "Not finished",
        "未完了",
    ),
    "page.kind.create_invoices": Text(
        "New invoices",
        "請求書の作成",
    ),
    "page.kind.add_lines": Text(
        "Lines to add",
        "明細の追加",
    ),
    "page.kind.update_lines": Text(
        "Lines to change",
        "明細の訂正",
    ),
    "page.kind.remove_lines": Text(
        "Lines to remove",
        "明細の削除",
    ),
    "page.kind.invoice_metadata": Text(
        "Invoice metadata",
        "請求書のメタデータ",
    ),
    "page.kind.control": Text(
        "Control totals",
        "合計照合",
    ),
    "page.kind.mixed": Text(
        "Each row names its own operation",
        "行ごとに処理を指定",
    ),
    "page.entered": Text(
        "Go on to the page",
        "画面へ進む",
    ),
    "page.left.title": Text(
        "You are signed out",
        "ログアウトしました",
    ),
    "page.left.text": Text(
        "Nothing is lost: everything you did is kept, and work that is under way goes on.",
        "作業内容はすべて保存されており、実行中の処理はそのまま続きます。",
    ),
    "page.login.title": Text(
        "Sign in",
        "ログイン",
    ),
    "page.login.name": Text(
        "Name",
        "名前",
    ),
    "page.login.password": Text(
        "Password",
        "パスワード",
    ),
    "page.login.button": Text(
        "Sign in",
        "ログイン",
    ),
    "page.login.token": Text(
        "On the computer where batcher runs you can also open the address that "
        "“batcher serve” printed.",
        "batcher を動かしているコンピューターでは、「batcher serve」が表示したアドレスを"
        "開いて入ることもできます。",
    ),
    "page.login.wrong": Text(
        "This name and password do not belong together.",
        "名前またはパスワードが正しくありません。",
    ),
    "page.login.wait": Text(
        "Too many failed attempts. Wait {minutes} minutes and try again.",
        "ログインの失敗が続いたため、一時的にログインできません。"
        "{minutes} 分ほど待ってからお試しください。",
    ),
    "page.login.provider": Text(
        "Sign in with {provider}",
        "{provider} でログイン",
    ),
    "page.login.no_passwords": Text(
        "Nobody signs in with a password here.",
        "この画面ではパスワードによるログインを利用できません。",
    ),
    "page.oidc.away": Text(
        "{provider} does not answer at the moment ({reason}). Nobody was signed in; try again in a"
        " minute.",
        "{provider} から応答がありません（{reason}）。ログインは行われていません。"
        "しばらくしてからもう一度お試しください。",
    ),
    "page.oidc.odd": Text(
        "What came from {provider} does not prove who you are ({reason}), so nobody was signed in."
        " Try again; if it stays so, an administrator has to look at the settings.",
        "{provider} からの応答では本人を確認できなかったため（{reason}）、ログインは"
        "行われていません。もう一度お試しのうえ、解決しない場合は管理者にご連絡ください。",
    ),
    "page.oidc.stale": Text(
        "This way in was used already, or begun in another window, under another address or too"
        " long ago. Sign in again from the start.",
        "このログイン手続きは、すでに使われたか、別の画面や別のアドレスで始められたか、"
        "期限が切れています。最初からログインし直してください。",
    ),
    "page.oidc.declined": Text(
        "{provider} did not sign you in ({reason}).",
        "{provider} でログインできませんでした（{reason}）。",
    ),
    "page.oidc.nameless": Text(
        "{provider} did not say under which name you are known here. An administrator has to look"
        " at the settings.",
        "{provider} の応答に、この画面での名前に当たる項目がありません。管理者にご連絡ください。",
    ),
    "page.oidc.unverified": Text(
        "{provider} has not verified that {name} is your address. Verify it there first.",
        "{provider} で {name} が確認済みになっていません。先に {provider} でメールアドレスの"
        "確認を済ませてください。",
    ),
    "page.oidc.stranger": Text(
        "{provider} knows you as {name}, but nobody of that name signs in with it here. An"
        " administrator can add you under “People”.",
        "{provider} では {name} として確認できましたが、この画面には {provider} でログインする"
        "利用者として登録されていません。管理者に登録をご依頼ください。",
    ),
    "page.oidc.other": Text(
        "{name} was another account at {provider} before. If both are the same person, an"
        " administrator saves {name} again under “People”.",
        "{name} は以前、{provider} の別のアカウントでした。同じ方である場合は、管理者が利用者画面で"
        " {name} を保存し直すとログインできます。",
    ),
    "page.refused.title": Text(
        "This cannot be shown",
        "表示できません",
    ),
    "page.refused.home": Text(
        "To the start",
        "開始画面へ",
    ),
    "page.refused.back": Text(
        "Back",
        "戻る",
    ),
    "page.refused.host": Text(
        "This page is not served under that name. Open the address that “batcher serve” printed.",
        "このアドレスでは利用できません。「batcher serve」が表示したアドレスを開いてください。",
    ),
    "page.refused.origin": Text(
        "This was sent by another page, so nothing was done. Open the page itself and try again.",
        "別のページから送信されたため、何も行いませんでした。この画面を開き直してお試しください。",
    ),
    "page.refused.size": Text(
        "That is more than {size} MB, the most that can be uploaded here. Split "
        "the workbook, or use the command line.",
        "アップロードできるのは {size} MB までです。ファイルを分割するか、"
        "コマンドラインをご利用ください。",
    ),
    "page.refused.odd": Text(
        "No browser asks like this, so nothing was done.",
        "ブラウザーからのものではない要求のため、何も行いませんでした。",
    ),
    "page.refused.slow": Text(
        "What you sent did not arrive in time, so nothing was done. Try again.",
        "時間内に受信が完了しなかったため、何も行いませんでした。もう一度お試しください。",
    ),
    "page.refused.form": Text(
        "This form is out of date, so nothing was done. Go back, reload the page and try again.",
        "画面の有効期限が切れているため、何も行いませんでした。戻って再読み込みしてからお試しください。",
    ),
    "page.refused.session": Text(
        "You are not signed in any more, so nothing was done. Sign in and try again.",
        "ログインの有効期限が切れたため、何も行いませんでした。もう一度ログインしてください。",
    ),
    "page.refused.role": Text(
        "Your role does not allow this. Ask an administrator.",
        "この操作を行う権限がありません。管理者にご相談ください。",
    ),
    "page.refused.token": Text(
        "This launch address is no longer valid. Open the one that “batcher serve” printed last.",
        "この起動用アドレスは無効です。「batcher serve」が最後に表示したアドレスを開いてください。",
    ),
    "page.refused.unknown": Text(
        "There is nothing here.",
        "該当するものがありません。",
    ),
    "page.refused.once": Text(
        "This was sent already; it is not sent a second time.",
        "すでに送信されています。二重には送信しません。",
    ),
    "page.refused.purged": Text(
        "This file is no longer kept: it was removed when its time was over.",
        "このファイルは保存期間が過ぎたため、残っていません。",
    ),
    "page.failed": Text(
        "This does not work at the moment: {reason}",
        "現在処理できません：{reason}",
    ),
    "page.people.lead": Text(
        "Whoever prepares does not approve: an approval needs a second person. "
        "As soon as somebody stands here, everybody signs in with a name and "
        "a password.",
        "作成した人とは別の人が承認します。ここに利用者を登録すると、以後は全員が名前とパスワードでログインします。",
    ),
    "page.people.new": Text(
        "Add a person",
        "利用者の追加",
    ),
    "page.people.add": Text(
        "Add",
        "追加",
    ),
    "page.people.save": Text(
        "Save",
        "保存",
    ),
    "page.people.roles": Text(
        "May",
        "権限",
    ),
    "page.people.limits": Text(
        "Approval limits",
        "承認限度額",
    ),
    "page.people.limits_note": Text(
        "At most so much of each currency in one approval, all changes added "
        "up by invoice whatever their sign; nothing of a currency not named here. Empty: no limit.",
        "1回の承認で動かせる金額の上限（請求書ごとの増減の絶対値の合計、通貨別）。"
        "記載のない通貨は承認できません。すべて空欄なら上限なし。",
    ),
    "page.people.active": Text(
        "May sign in",
        "ログインを許可する",
    ),
    "page.people.inactive": Text(
        "may not sign in",
        "ログイン不可",
    ),
    "page.people.new_password": Text(
        "New password (empty: as it is)",
        "新しいパスワード（空欄は変更なし）",
    ),
    "page.people.short": Text(
        "A password has at least {letters} characters.",
        "パスワードは {letters} 文字以上にしてください。",
    ),
    "page.people.no_name": Text(
        "A person needs a name, without control characters.",
        "名前を入力してください（制御文字は使えません）。",
    ),
    "page.people.alike": Text(
        "There is somebody whose name differs only in capital letters. Take a name that nobody"
        " mistakes for it.",
        "大文字・小文字だけが異なる名前の利用者がいます。見分けのつく名前にしてください。",
    ),
    "page.people.provider": Text(
        "Signs in with {provider}, without a password",
        "{provider} でログインする（パスワード不要）",
    ),
    "page.people.provider_note": Text(
        "The name has to be the one the provider tells, usually the e-mail address.",
        "名前は認証プロバイダーから届くもの（通常はメールアドレス）と同じにしてください。",
    ),
    "page.people.lead_provider": Text(
        "Whoever prepares does not approve: an approval needs a second person. As soon as somebody"
        " stands here, everybody signs in. {provider} only says who somebody is; what that person"
        " may do is said here.",
        "作成した人とは別の人が承認します。ここに利用者を登録すると、以後は全員がログインします。"
        "{provider} は本人の確認だけを行い、権限はここで決めます。",
    ),
    "page.people.no_password": Text(
        "no password",
        "パスワードなし",
    ),
    "page.people.bad_limits": Text(
        "Write limits as usd 5000, jpy 800000.",
        "限度額は usd 5000, jpy 800000 のように入力してください。",
    ),
    "page.role.prepare": Text(
        "Prepare",
        "作成",
    ),
    "page.role.approve": Text(
        "Approve",
        "承認",
    ),
    "page.role.admin": Text(
        "Administer",
        "管理",
    ),
    "page.role_does.prepare": Text(
        "brings workbooks, answers questions, hands over",
        "ファイルの取り込み、質問への回答、承認依頼",
    ),
    "page.role_does.approve": Text(
        "sends what another person handed over",
        "他の人から依頼された内容の承認と送信",
    ),
    "page.role_does.admin": Text(
        "says who may do what",
        "利用者と権限の管理",
    ),
}
