CREATE FUNCTION public.batcher_only_added() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' are only ever added to'; END $$;
CREATE TABLE public.events (
    number bigint NOT NULL,
    run character varying NOT NULL,
    at character varying NOT NULL,
    kind character varying NOT NULL,
    request integer,
    detail text NOT NULL,
    hash character varying NOT NULL
);
CREATE SEQUENCE public.events_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.events_number_seq OWNED BY public.events.number;
CREATE TABLE public.ledger_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.locks (
    account character varying NOT NULL,
    livemode boolean NOT NULL,
    owner character varying NOT NULL,
    machine character varying NOT NULL,
    pid integer NOT NULL,
    host character varying NOT NULL,
    since character varying NOT NULL,
    heartbeat_s bigint NOT NULL
);
CREATE TABLE public.operations (
    number bigint NOT NULL,
    run character varying NOT NULL,
    account character varying NOT NULL,
    livemode boolean NOT NULL,
    operation_id character varying NOT NULL,
    sheet text NOT NULL,
    "row" integer NOT NULL,
    kind character varying NOT NULL,
    content character varying NOT NULL,
    ordinal integer NOT NULL,
    invoice text NOT NULL,
    subject text NOT NULL,
    request integer
);
CREATE SEQUENCE public.operations_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.operations_number_seq OWNED BY public.operations.number;
CREATE TABLE public.plans (
    run character varying NOT NULL,
    content text NOT NULL
);
CREATE TABLE public.runs (
    number bigint NOT NULL,
    run character varying NOT NULL,
    account character varying NOT NULL,
    livemode boolean NOT NULL,
    workbook_name text NOT NULL,
    workbook_sha256 character varying NOT NULL,
    plan_digest character varying NOT NULL,
    created_at character varying NOT NULL,
    parent character varying,
    owner text NOT NULL,
    settings text NOT NULL
);
CREATE SEQUENCE public.runs_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.runs_number_seq OWNED BY public.runs.number;
CREATE TABLE public.workbooks (
    run character varying NOT NULL,
    content bytea NOT NULL
);
ALTER TABLE ONLY public.events ALTER COLUMN number SET DEFAULT nextval('public.events_number_seq'::regclass);
ALTER TABLE ONLY public.operations ALTER COLUMN number SET DEFAULT nextval('public.operations_number_seq'::regclass);
ALTER TABLE ONLY public.runs ALTER COLUMN number SET DEFAULT nextval('public.runs_number_seq'::regclass);
INSERT INTO public.events VALUES (1, 'R-1', '2026-11-01T08:00:00.000000Z', 'planned', NULL, '{"operations":3,"plan_digest":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","plan_sha256":"be3a248d86268604de82d8c4ce2d225121c9a0761873a50b5f10a18fedf11bf7","workbook_sha256":"294d2763310c236763bf25757aab739699529254363924ab79c9b9ff54ac4cc3"}', 'f8a45a972590473eddd0e1e0b8c3efb6281901be82dfb6f7a0987481cbaed47d');
INSERT INTO public.events VALUES (2, 'R-1', '2026-11-01T08:00:01.000000Z', 'confirmed', NULL, '{"who":"keiri@host"}', '0242917d2ef2b11595e987c2e5098e08a5b991cc0e3f93a261284c9a4c043923');
INSERT INTO public.events VALUES (3, 'R-1', '2026-11-01T08:00:02.000000Z', 'sent', 1, '{"attempt":1,"body":"lines[0][amount]=7500","key":"b1-1","path":"/v1/invoices/in_1/add_lines"}', '403374e7bcb472eb96a5a3b0a17ab9a746e0449e8d4ca1466cf98131bcaffebb');
INSERT INTO public.events VALUES (4, 'R-1', '2026-11-01T08:00:03.000000Z', 'answered', 1, '{"body":"{\"id\": \"in_1\"}","request_id":"req_1","status":200}', '58554552ca9599ab923c092b6b645e7a049863674a9ba3189d9aabff27c687e7');
INSERT INTO public.events VALUES (5, 'R-1', '2026-11-01T08:00:04.000000Z', 'applied', 1, '{"message":"","request_id":"req_1"}', 'd424b6da62548e3a000566a100962687bf6c991fce5f8bbff276a0cfb0c95374');
INSERT INTO public.events VALUES (6, 'R-1', '2026-11-01T08:00:05.000000Z', 'sent', 2, '{"attempt":1,"body":"lines[0][amount]=1","key":"b1-2","path":"/v1/invoices/in_1/update_lines"}', 'eafeac4223c2546545b1c27c39ecab44a4bfc2b44599845b56d26e1dd864ce4f');
INSERT INTO public.events VALUES (7, 'R-1', '2026-11-01T08:00:06.000000Z', 'sent', 3, '{"attempt":1,"body":"","key":"b1-3","path":"/v1/invoices/in_2/add_lines"}', '72c70d3ec5b1fe9271537cab7e6d629326f2a14ee2831e66b954ff659de55fb8');
INSERT INTO public.events VALUES (8, 'R-1', '2026-11-01T08:00:07.000000Z', 'answered', 3, '{"body":"","error":"\u8aad\u307f\u53d6\u308a\u505c\u6b62","status":null}', 'a7730b8db57bf2e109a75d7c6075eafed428ad4770db87e7d6189518d89a925c');
INSERT INTO public.events VALUES (9, 'R-1', '2026-11-01T08:00:08.000000Z', 'in_doubt', 3, '{"message":"reset"}', '41767a1685ac918ff44fac708e5867f81de684a3f9ac0fb21e6d2aed7ff806cc');
INSERT INTO public.events VALUES (10, 'R-2', '2026-11-01T08:00:09.000000Z', 'planned', NULL, '{"operations":0,"plan_digest":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","plan_sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","workbook_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}', '94eac9714c44ecfb6f8b98362af84276ca151a839bc33d44b945d3a31cb71906');
INSERT INTO public.events VALUES (11, 'R-2', '2026-11-01T08:00:10.000000Z', 'stopped', NULL, '{"why":"\u505c\u6b62"}', 'a42a53d0a4722207197314ebde8c07342b4521dc0a575d66a9d857ff31f72618');
INSERT INTO public.ledger_version VALUES ('0001');
INSERT INTO public.operations VALUES (1, 'R-1', 'acct_1', false, 'op2', 'add_lines', 2, 'add_lines', 'content2', 1, 'in_1', 'in_1', 1);
INSERT INTO public.operations VALUES (2, 'R-1', 'acct_1', false, 'op3', 'add_lines', 3, 'update_lines', 'content3', 1, 'in_1', 'il_1', 2);
INSERT INTO public.operations VALUES (3, 'R-1', 'acct_1', false, 'op4', '"\"\u660e\u7d30\""', 4, 'add_lines', 'content4', 1, 'in_2', 'in_1', 3);
INSERT INTO public.plans VALUES ('R-1', '{"plan": 1}');
INSERT INTO public.plans VALUES ('R-2', '{}');
INSERT INTO public.runs VALUES (1, 'R-1', 'acct_1', false, '訂正 11月.xlsx', 'abababababababababababababababababababababababababababababababab', 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', '2026-11-01T08:00:00Z', NULL, 'keiri@host', '{"accept":["hidden"],"time_zone":"Asia/Tokyo"}');
INSERT INTO public.runs VALUES (2, 'R-2', 'acct_1', true, '"a\ud800.csv"', 'abababababababababababababababababababababababababababababababab', 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', '2026-11-01T08:00:00Z', 'R-1', 'keiri@host', '{"accept":["hidden"],"time_zone":"Asia/Tokyo"}');
INSERT INTO public.workbooks VALUES ('R-1', '\x504b0304006279746573');
INSERT INTO public.workbooks VALUES ('R-2', '\x');
SELECT pg_catalog.setval('public.events_number_seq', 11, true);
SELECT pg_catalog.setval('public.operations_number_seq', 3, true);
SELECT pg_catalog.setval('public.runs_number_seq', 2, true);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.ledger_version
    ADD CONSTRAINT ledger_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.locks
    ADD CONSTRAINT locks_pkey PRIMARY KEY (account, livemode);
ALTER TABLE ONLY public.operations
    ADD CONSTRAINT operations_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (run);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_run_key UNIQUE (run);
ALTER TABLE ONLY public.workbooks
    ADD CONSTRAINT workbooks_pkey PRIMARY KEY (run);
CREATE INDEX events_by_run ON public.events USING btree (run, number);
CREATE INDEX operations_by_content ON public.operations USING btree (account, livemode, content);
CREATE UNIQUE INDEX operations_by_id ON public.operations USING btree (operation_id, run);
CREATE INDEX operations_by_run ON public.operations USING btree (run, number);
CREATE INDEX operations_by_subject ON public.operations USING btree (account, livemode, subject);
CREATE TRIGGER events_no_change BEFORE DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER operations_no_change BEFORE DELETE OR UPDATE ON public.operations FOR EACH ROW EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER operations_no_truncate BEFORE TRUNCATE ON public.operations FOR EACH STATEMENT EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER plans_no_change BEFORE DELETE OR UPDATE ON public.plans FOR EACH ROW EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER plans_no_truncate BEFORE TRUNCATE ON public.plans FOR EACH STATEMENT EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER runs_no_change BEFORE DELETE OR UPDATE ON public.runs FOR EACH ROW EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER runs_no_truncate BEFORE TRUNCATE ON public.runs FOR EACH STATEMENT EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER workbooks_no_change BEFORE DELETE OR UPDATE ON public.workbooks FOR EACH ROW EXECUTE FUNCTION public.batcher_only_added();
CREATE TRIGGER workbooks_no_truncate BEFORE TRUNCATE ON public.workbooks FOR EACH STATEMENT EXECUTE FUNCTION public.batcher_only_added();
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_run_fkey FOREIGN KEY (run) REFERENCES public.runs(run);
ALTER TABLE ONLY public.operations
    ADD CONSTRAINT operations_run_fkey FOREIGN KEY (run) REFERENCES public.runs(run);
ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_run_fkey FOREIGN KEY (run) REFERENCES public.runs(run);
ALTER TABLE ONLY public.workbooks
    ADD CONSTRAINT workbooks_run_fkey FOREIGN KEY (run) REFERENCES public.runs(run);
