PRAGMA application_id = 1650553955;
BEGIN TRANSACTION;
CREATE TABLE events (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	run VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	request INTEGER, 
	detail TEXT NOT NULL, 
	hash VARCHAR NOT NULL, 
	FOREIGN KEY(run) REFERENCES runs (run)
);
INSERT INTO "events" VALUES(1,'R-1','2026-11-01T08:00:00.000000Z','planned',NULL,'{"operations":3,"plan_digest":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","plan_sha256":"be3a248d86268604de82d8c4ce2d225121c9a0761873a50b5f10a18fedf11bf7","workbook_sha256":"294d2763310c236763bf25757aab739699529254363924ab79c9b9ff54ac4cc3"}','f8a45a972590473eddd0e1e0b8c3efb6281901be82dfb6f7a0987481cbaed47d');
INSERT INTO "events" VALUES(2,'R-1','2026-11-01T08:00:01.000000Z','confirmed',NULL,'{"who":"keiri@host"}','0242917d2ef2b11595e987c2e5098e08a5b991cc0e3f93a261284c9a4c043923');
INSERT INTO "events" VALUES(3,'R-1','2026-11-01T08:00:02.000000Z','sent',1,'{"attempt":1,"body":"lines[0][amount]=7500","key":"b1-1","path":"/v1/invoices/in_1/add_lines"}','403374e7bcb472eb96a5a3b0a17ab9a746e0449e8d4ca1466cf98131bcaffebb');
INSERT INTO "events" VALUES(4,'R-1','2026-11-01T08:00:03.000000Z','answered',1,'{"body":"{\"id\": \"in_1\"}","request_id":"req_1","status":200}','58554552ca9599ab923c092b6b645e7a049863674a9ba3189d9aabff27c687e7');
INSERT INTO "events" VALUES(5,'R-1','2026-11-01T08:00:04.000000Z','applied',1,'{"message":"","request_id":"req_1"}','d424b6da62548e3a000566a100962687bf6c991fce5f8bbff276a0cfb0c95374');
INSERT INTO "events" VALUES(6,'R-1','2026-11-01T08:00:05.000000Z','sent',2,'{"attempt":1,"body":"lines[0][amount]=1","key":"b1-2","path":"/v1/invoices/in_1/update_lines"}','eafeac4223c2546545b1c27c39ecab44a4bfc2b44599845b56d26e1dd864ce4f');
INSERT INTO "events" VALUES(7,'R-1','2026-11-01T08:00:06.000000Z','sent',3,'{"attempt":1,"body":"","key":"b1-3","path":"/v1/invoices/in_2/add_lines"}','72c70d3ec5b1fe9271537cab7e6d629326f2a14ee2831e66b954ff659de55fb8');
INSERT INTO "events" VALUES(8,'R-1','2026-11-01T08:00:07.000000Z','answered',3,'{"body":"","error":"\u8aad\u307f\u53d6\u308a\u505c\u6b62","status":null}','a7730b8db57bf2e109a75d7c6075eafed428ad4770db87e7d6189518d89a925c');
INSERT INTO "events" VALUES(9,'R-1','2026-11-01T08:00:08.000000Z','in_doubt',3,'{"message":"reset"}','41767a1685ac918ff44fac708e5867f81de684a3f9ac0fb21e6d2aed7ff806cc');
INSERT INTO "events" VALUES(10,'R-2','2026-11-01T08:00:09.000000Z','planned',NULL,'{"operations":0,"plan_digest":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","plan_sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","workbook_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}','94eac9714c44ecfb6f8b98362af84276ca151a839bc33d44b945d3a31cb71906');
INSERT INTO "events" VALUES(11,'R-2','2026-11-01T08:00:10.000000Z','stopped',NULL,'{"why":"\u505c\u6b62"}','a42a53d0a4722207197314ebde8c07342b4521dc0a575d66a9d857ff31f72618');
CREATE TABLE ledger_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT ledger_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "ledger_version" VALUES('0001');
CREATE TABLE locks (
	account VARCHAR NOT NULL, 
	livemode BOOLEAN NOT NULL, 
	owner VARCHAR NOT NULL, 
	machine VARCHAR NOT NULL, 
	pid INTEGER NOT NULL, 
	host VARCHAR NOT NULL, 
	since VARCHAR NOT NULL, 
	heartbeat_s BIGINT NOT NULL, 
	PRIMARY KEY (account, livemode)
);
CREATE TABLE operations (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	run VARCHAR NOT NULL, 
	account VARCHAR NOT NULL, 
	livemode BOOLEAN NOT NULL, 
	operation_id VARCHAR NOT NULL, 
	sheet TEXT NOT NULL, 
	"row" INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	ordinal INTEGER NOT NULL, 
	invoice TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	request INTEGER, 
	FOREIGN KEY(run) REFERENCES runs (run)
);
INSERT INTO "operations" VALUES(1,'R-1','acct_1',0,'op2','add_lines',2,'add_lines','content2',1,'in_1','in_1',1);
INSERT INTO "operations" VALUES(2,'R-1','acct_1',0,'op3','add_lines',3,'update_lines','content3',1,'in_1','il_1',2);
INSERT INTO "operations" VALUES(3,'R-1','acct_1',0,'op4','"\"\u660e\u7d30\""',4,'add_lines','content4',1,'in_2','in_1',3);
CREATE TABLE plans (
	run VARCHAR NOT NULL, 
	content TEXT NOT NULL, 
	PRIMARY KEY (run), 
	FOREIGN KEY(run) REFERENCES runs (run)
);
INSERT INTO "plans" VALUES('R-1','{"plan": 1}');
INSERT INTO "plans" VALUES('R-2','{}');
CREATE TABLE runs (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	run VARCHAR NOT NULL, 
	account VARCHAR NOT NULL, 
	livemode BOOLEAN NOT NULL, 
	workbook_name TEXT NOT NULL, 
	workbook_sha256 VARCHAR NOT NULL, 
	plan_digest VARCHAR NOT NULL, 
	created_at VARCHAR NOT NULL, 
	parent VARCHAR, 
	owner TEXT NOT NULL, 
	settings TEXT NOT NULL, 
	UNIQUE (run)
);
INSERT INTO "runs" VALUES(1,'R-1','acct_1',0,'訂正 11月.xlsx','abababababababababababababababababababababababababababababababab','cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd','2026-11-01T08:00:00Z',NULL,'keiri@host','{"accept":["hidden"],"time_zone":"Asia/Tokyo"}');
INSERT INTO "runs" VALUES(2,'R-2','acct_1',1,'"a\ud800.csv"','abababababababababababababababababababababababababababababababab','cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd','2026-11-01T08:00:00Z','R-1','keiri@host','{"accept":["hidden"],"time_zone":"Asia/Tokyo"}');
CREATE TABLE workbooks (
	run VARCHAR NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY (run), 
	FOREIGN KEY(run) REFERENCES runs (run)
);
INSERT INTO "workbooks" VALUES('R-1',X'504B0304006279746573');
INSERT INTO "workbooks" VALUES('R-2',X'');
CREATE INDEX operations_by_content ON operations (account, livemode, content);
CREATE INDEX operations_by_subject ON operations (account, livemode, subject);
CREATE UNIQUE INDEX operations_by_id ON operations (operation_id, run);
CREATE INDEX operations_by_run ON operations (run, number);
CREATE INDEX events_by_run ON events (run, number);
CREATE TRIGGER runs_no_update BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'runs are only ever added to'); END;
CREATE TRIGGER runs_no_delete BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'runs are only ever added to'); END;
CREATE TRIGGER runs_no_replace BEFORE INSERT ON runs WHEN EXISTS (SELECT 1 FROM runs WHERE number = NEW.number OR run = NEW.run) BEGIN SELECT RAISE(ABORT, 'runs are only ever added to'); END;
CREATE TRIGGER workbooks_no_update BEFORE UPDATE ON workbooks BEGIN SELECT RAISE(ABORT, 'workbooks are only ever added to'); END;
CREATE TRIGGER workbooks_no_delete BEFORE DELETE ON workbooks BEGIN SELECT RAISE(ABORT, 'workbooks are only ever added to'); END;
CREATE TRIGGER workbooks_no_replace BEFORE INSERT ON workbooks WHEN EXISTS (SELECT 1 FROM workbooks WHERE run = NEW.run) BEGIN SELECT RAISE(ABORT, 'workbooks are only ever added to'); END;
CREATE TRIGGER plans_no_update BEFORE UPDATE ON plans BEGIN SELECT RAISE(ABORT, 'plans are only ever added to'); END;
CREATE TRIGGER plans_no_delete BEFORE DELETE ON plans BEGIN SELECT RAISE(ABORT, 'plans are only ever added to'); END;
CREATE TRIGGER plans_no_replace BEFORE INSERT ON plans WHEN EXISTS (SELECT 1 FROM plans WHERE run = NEW.run) BEGIN SELECT RAISE(ABORT, 'plans are only ever added to'); END;
CREATE TRIGGER operations_no_update BEFORE UPDATE ON operations BEGIN SELECT RAISE(ABORT, 'operations are only ever added to'); END;
CREATE TRIGGER operations_no_delete BEFORE DELETE ON operations BEGIN SELECT RAISE(ABORT, 'operations are only ever added to'); END;
CREATE TRIGGER operations_no_replace BEFORE INSERT ON operations WHEN EXISTS (SELECT 1 FROM operations WHERE number = NEW.number OR (operation_id = NEW.operation_id AND run = NEW.run)) BEGIN SELECT RAISE(ABORT, 'operations are only ever added to'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are only ever added to'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are only ever added to'); END;
CREATE TRIGGER events_no_replace BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'events are only ever added to'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('runs',2);
INSERT INTO "sqlite_sequence" VALUES('operations',3);
INSERT INTO "sqlite_sequence" VALUES('events',11);
COMMIT;
