"""What the queue and its workers say."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "fleet.no_server": Text(
        "The queue stands beside a ledger on PostgreSQL, and this ledger is a file. Set"
        " BATCHER_LEDGER_URL (docs/fleet.md), or use `run`: one machine needs no queue.",
        "キューは PostgreSQL 上の台帳と同じ場所に置きますが、現在の台帳はファイルです。"
        "BATCHER_LEDGER_URL を設定するか（docs/fleet.md）、run をお使いください。1 台で使う"
        "場合、キューは不要です。",
    ),
    "fleet.no_engine": Text(
        "The queue's engine is not installed: pip install 'batcher[fleet]'{reason: (%)}.",
        "キューの実行基盤がインストールされていません。pip install 'batcher[fleet]' を実行して"
        "ください{reason:（%）}。",
    ),
    "fleet.server": Text(
        "The queue cannot be used{reason:: %}. Is the PostgreSQL server of the ledger running, and"
        " may this user make a schema in it?",
        "キューを使用できません{reason:：%}。台帳の PostgreSQL サーバーが動作していること、この"
        "ユーザーがスキーマを作成できることを確認してください。",
    ),
    "fleet.newer": Text(
        "The queue was made by a newer version ({found}; this one knows {known}). Update batcher on"
        " this machine.",
        "キューはより新しいバージョンで作成されています（{found}。このバージョンの対応は {known}"
        " まで）。このマシンの batcher を更新してください。",
    ),
    "fleet.hours": Text(
        "{name} is no cron line: {value}. Every night at three (UTC) is `0 3 * * *`.",
        "{name} の値 {value} は cron の書式ではありません。毎日 3 時（UTC）は「0 3 * * *」と"
        "指定します。",
    ),
    "fleet.submitted": Text(
        "Submitted as {submitted}: account {account}, {mode} mode{until:, a draft finalizes at %}.",
        "{submitted} として登録しました：アカウント {account}、{mode} モード{until:、最初の下書きの"
        "確定予定 %}。",
    ),
    "fleet.unknown": Text(
        "Nothing was submitted as {submitted}. `batcher runs` lists what was.",
        "{submitted} という登録はありません。batcher runs で一覧を確認できます。",
    ),
    "fleet.running": Text(
        "{submitted} is running. `--stop` ends it after the answers under way.",
        "{submitted} は実行中です。--stop を付けると、応答待ちのリクエストが終わった時点で停止"
        "します。",
    ),
    "fleet.waiting": Text(
        "{submitted} was taken by a worker just now. `--stop` ends it after the answers under way.",
        "{submitted} はちょうど実行が始まりました。--stop を付けると、応答待ちのリクエストが"
        "終わった時点で停止します。",
    ),
    "fleet.ended": Text(
        "{submitted} is over; there is nothing to take back. `batcher show {submitted}` tells how.",
        "{submitted} はすでに終了しているため、取り消せません。batcher show {submitted} で結果を"
        "確認できます。",
    ),
    "fleet.cancelled": Text(
        "{submitted} was taken back: no worker will run it.",
        "{submitted} を取り消しました。実行されることはありません。",
    ),
    "fleet.stopping": Text(
        "{submitted} ends after the answers under way. `batcher show {submitted}` tells what was"
        " applied; `batcher resume` goes on.",
        "{submitted} は応答待ちのリクエストが終わった時点で停止します。適用済みの内容は batcher"
        " show {submitted} で確認でき、batcher resume で再開できます。",
    ),
    "fleet.prepared": Text(
        "The queue's tables were made or brought up to date.",
        "キューのテーブルを作成または更新しました。",
    ),
    "fleet.ready": Text("The queue is up to date.", "キューは最新の状態です。"),
    "fleet.working": Text(
        "Worker {name}: {count} accounts at once, for {accounts}{more: and % more}. Ctrl-C ends"
        " it.",
        "ワーカー {name}：同時に {count} アカウントまで処理します（対象：{accounts}{more: ほか"
        " % 件}）。Ctrl-C で終了します。",
    ),
    "fleet.worker_ended": Text(
        "The worker has ended; what it had not finished is back in the queue.",
        "ワーカーを終了しました。未完了の実行はキューに戻しました。",
    ),
    "fleet.away": Text(
        "The queue's server cannot be reached{reason: (%)}; trying again. Nothing is sent"
        " meanwhile.",
        "キューのサーバーに接続できません{reason:（%）}。再接続を試みます。その間、送信は行いません。",
    ),
    "fleet.runs.submitted": Text("Submitted", "登録"),
    "fleet.runs.at": Text("Since (UTC)", "状態の日時 (UTC)"),
    "fleet.runs.state": Text("State", "状態"),
    "fleet.runs.account": Text("Account", "アカウント"),
    "fleet.runs.run": Text("Run", "実行"),
    "fleet.state.waiting": Text("waits", "待機中"),
    "fleet.state.running": Text("runs", "実行中"),
    "fleet.state.ended": Text("over", "終了"),
    "fleet.state.cancelled": Text("taken back", "取消済み"),
    "fleet.runs.workbook": Text("Workbook", "ワークブック"),
}
