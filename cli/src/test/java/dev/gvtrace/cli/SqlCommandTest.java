// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code sql}, as scripts see it. */
class SqlCommandTest {
    private static final Path TRACES = Repository.top().resolve("samples/traces");
    private static final String TRACE = TRACES.resolve("web-break-in.gvt").toString();

    private static final String RULES = "rules '" + Repository.top().resolve("samples/rules") + "'";

    private static Program.Result sql(String statement, String... more) {
        String[] words = {"query", TRACE, "-e", "sql " + statement};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Program.run(all);
    }

    private static Program.Result answered(String statement, String... more) {
        Program.Result result = sql(statement, more);
        assertThat(result.exitCode()).as(statement + ": " + result.err()).isZero();
        return result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "csv", "markdown"})
    void eachTableIsPrintedAsTheLanguagePrintsIt(String format) throws ProviderException {
        List<String> language = new ArrayList<>(List.of("query", TRACE, "--format", format, "-e", RULES));
        List<String> statements = new ArrayList<>(language);
        for (Table table : TableCatalog.load(EventBinding.load()).all()) {
            String name = table.schema().name();
            String columns = name.equals("events") ? "evt, time, pid, tid, name, type, res, args" : "*";
            language.addAll(List.of("-e", name));
            statements.addAll(List.of("-e", "sql SELECT " + columns + " FROM " + name));
        }
        Program.Result result = Program.run(statements.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(withoutQuestions(result.out()))
                .isEqualTo(withoutQuestions(
                        Program.run(language.toArray(String[]::new)).out()));
    }

    /** Rows of several questions begin with the question. */
    private static String withoutQuestions(String out) {
        return out.replaceAll("(?m)^\\{\"table\":\"[^\"]*\",?", "{").replaceAll("(?m)^## .*$", "##");
    }

    @Test
    void fieldsAreColumnsOnDemand() {
        assertThat(answered("SELECT \"proc.aname[1]\" a, count(*) n FROM events WHERE pid = 13 GROUP BY ALL;")
                        .out())
                .isEqualTo("A      N\nping  74\n");
        assertThat(answered("SELECT * FROM events LIMIT 1", "--format", "csv").out())
                .startsWith("evt,time,pid,tid,name,type,res,failed,args\r\n");
        assertThat(answered("DESCRIBE events", "--format", "csv").out())
                .contains("\r\nevt,BIGINT,", "\r\ntime,TIMESTAMP_NS,", "\r\nproc.exepath,VARCHAR,");
        assertThat(answered("SELECT COLUMNS('proc[.]p?name') FROM events LIMIT 1", "--format", "csv")
                        .out())
                .startsWith("proc.name,proc.pname\r\n");
    }

    @Test
    void severalTracesAreNumbered() {
        Program.Result result = Program.run(
                "query",
                TRACES.toString(),
                "-e",
                "sql SELECT count(DISTINCT trace), min(trace), max(trace) FROM processes",
                "--format",
                "csv");
        long traces = Arrays.stream(TRACES.toFile().list())
                .filter(name -> name.endsWith(".gvt"))
                .count();
        assertThat(result.out().lines().skip(1)).containsExactly(traces + ",1," + traces);
        assertThat(result.err()).contains("1 row from ", " of " + traces + " traces");
    }

    @Test
    void momentsAreParameters() {
        String at = "2026-11-22T04:21:12.000000000Z";
        assertThat(answered("SELECT * FROM descriptors(at := '" + at + "')").out())
                .isEqualTo(Program.run("query", TRACE, "-e", "descriptors --at " + at)
                        .out())
                .isNotEmpty();
        Program.Result last = answered("SELECT * FROM descriptors");
        assertThat(last.out()).isNotEmpty();
        assertThat(last.err()).contains("nothing is there at the end: the state is that of 2026-11-22T04:21:14");
        assertThat(answered(
                                "SELECT count(*) FROM events(condition := 'evt.type = openat', since := '+1s', until := '+3s')",
                                "--format",
                                "csv")
                        .out()
                        .lines()
                        .skip(1))
                .isNotEmpty()
                .containsExactly(Program.run(
                                "query",
                                TRACE,
                                "-e",
                                "events evt.type = openat --from +1s --to +3s | count",
                                "--format",
                                "csv")
                        .out()
                        .lines()
                        .skip(1)
                        .toArray(String[]::new));
        assertThat(sql("SELECT * FROM descriptors(at := 'noon')").err())
                .startsWith("gvtrace query: sql: invalid time 'noon': expected ");
        assertThat(sql("SELECT * FROM events(condition := 'evt.tpye = open')").err())
                .startsWith("gvtrace query: sql: condition: column 1: ")
                .contains("evt.type");
    }

    @Test
    void alertsAreATableOnceRulesAreLoaded() {
        Program.Result result = Program.run(
                "query",
                TRACE,
                "--format",
                "csv",
                "-e",
                RULES,
                "-e",
                "sql SELECT count(*) FROM alerts",
                "-e",
                "alerts | count");
        List<String> lines =
                result.out().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).isEqualTo(lines.get(3)).isNotEqualTo("0");
    }

    /** What a statement names is in the message, and so is its position. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT nam FROM processes | column 8: referenced column \"nam\" not found in FROM clause; nearest: name",
                "SELECT 1 FROM proceses | column 15: table with name proceses does not exist; nearest: processes",
                "SELECT proc.name FROM events | column 8: referenced table \"proc\" not found; a field is written in double quotes: \"proc.name\"",
                "SELECT \"proc.nmae\" FROM events | column 8: referenced column \"proc.nmae\" not found in FROM clause; nearest: proc.name",
                "SELECT end FROM processes | column 8: syntax error at or near \"end\"; a column of this name is written in double quotes: \"end\"",
                "SELECT 'é', frm FROM | column 17: syntax error at or near \"FROM\"",
                "SELECT name::int FROM processes | could not convert string 'busybox' to INT32",
                "SELECT lenght(name) FROM processes | column 8: scalar function with name lenght does not exist; nearest: length",
                "SELECT 1; SELECT 2 | 2 statements: expected one",
                "; | no statement; expected SELECT",
                "SELECT ? | 1",
            })
    void errorsAreOneLineWithAPosition(String statement, String message) {
        Program.Result result = sql(statement);
        assertThat(result.exitCode()).as(statement).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("gvtrace query: sql: ")
                .contains(message)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT * FROM read_csv('/etc/passwd') | cannot access file \"/etc/passwd\"",
                "SELECT * FROM read_text('/etc/passwd') | cannot access file \"/etc/passwd\"",
                "SELECT * FROM read_blob('/etc/passwd') | cannot access file \"/etc/passwd\"",
                "SELECT * FROM read_json('/etc/passwd') | cannot access file \"/etc/passwd\"",
                "SELECT * FROM parquet_scan('/etc/passwd') | cannot access file \"/etc/passwd\"",
                "SELECT * FROM glob('/*') | cannot access file \"/*\"",
                "SELECT * FROM '/etc/passwd' | /etc/passwd does not exist",
                "SELECT * FROM read_csv('https://gvtrace.dev/x') | https://gvtrace.dev/x",
                "SELECT getenv('HOME') | getenv does not exist",
                "SELECT * FROM query('INSERT INTO x VALUES (1)') | expected a single SELECT statement",
                "SELECT * FROM enable_profiling() | \"enable_profiling\"\" - the configuration has been locked",
                "SELECT * FROM enable_logging() | \"enable_logging\"\" - the configuration has been locked",
                "COPY (SELECT 1) TO '/tmp/gvtrace-copied.csv' | COPY is refused",
                "ATTACH '/tmp/gvtrace-attached.db' | ATTACH is refused",
                "INSTALL httpfs | INSTALL is refused",
                "LOAD httpfs | LOAD is refused",
                "SET memory_limit = '64GB' | SET is refused",
                "RESET lock_configuration | RESET is refused",
                "PRAGMA database_list | PRAGMA is refused",
                "CALL pragma_version() | CALL is refused",
                "CREATE TABLE x (a int) | CREATE is refused",
                "CREATE TEMP VIEW events AS SELECT 1 | CREATE is refused",
                "DROP VIEW events | DROP is refused",
                "INSERT INTO events VALUES (1) | INSERT is refused",
                "WITH x AS (SELECT 1) INSERT INTO events SELECT * FROM x | INSERT is refused",
                "WITH x AS (INSERT INTO stored.events VALUES (1) RETURNING 1) SELECT * FROM x | INSERT is refused",
                "EXPLAIN ANALYZE INSERT INTO events VALUES (1) | INSERT is refused",
                "EXPLAIN CREATE TABLE x (a int) | CREATE is refused",
                "UPDATE events SET evt = 1 | UPDATE is refused",
                "DELETE FROM events | DELETE is refused",
                "EXPORT DATABASE '/tmp/gvtrace-exported' | EXPORT is refused",
                "IMPORT DATABASE '/tmp' | IMPORT is refused",
                "BEGIN | BEGIN is refused",
                "ROLLBACK | ROLLBACK is refused",
                "USE memory | USE is refused",
                "PREPARE p AS SELECT 1 | PREPARE is refused",
                "CREATE SECRET s (TYPE s3) | CREATE is refused",
                "CHECKPOINT | CHECKPOINT is refused",
                "SELECT 1; DROP VIEW events | expected one statement, which only reads",
            })
    void nothingButReadingTablesIsAllowed(String statement, String message) {
        Program.Result result = sql(statement);
        assertThat(result.exitCode()).as(statement).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("gvtrace query: sql: ")
                .contains(message)
                .hasLineCount(1);
    }

    @Test
    void aDamagedTraceIsReported(@TempDir Path folder) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(TRACE));
        Path damaged = folder.resolve("damaged.gvt");
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length * 2 / 3));
        String statement = "sql SELECT count(*) FROM events";
        Program.Result result = Program.run("query", damaged.toString(), "-e", statement, "-e", statement);
        assertThat(result.exitCode()).isEqualTo(4);
        // the second answer comes from the stored table, and is as partial
        assertThat(result.err().lines().filter(line -> line.contains("damaged") || line.contains("incomplete")))
                .hasSizeGreaterThanOrEqualTo(2);
        List<String> lines = result.out().lines().toList();
        assertThat(lines.get(1)).isEqualTo(lines.get(3));
        assertThat(result.out())
                .isEqualTo(Program.run(
                                "query", damaged.toString(), "-e", "sql SELECT count(*) FROM events", "-e", statement)
                        .out());
    }

    @Test
    void noRowsAreNoSilence() {
        assertThat(answered("SELECT evt FROM events WHERE type = 'openat' AND pid = 0")
                        .err())
                .isEqualTo("gvtrace query: no rows from 838 events; what the session asked for is not recorded\n");
        assertThat(answered("SELECT 1 WHERE false").err()).isEqualTo("gvtrace query: no rows\n");
    }

    @Test
    void valuesOfAllKindsArePrinted() {
        String statement =
                "SELECT 1::utinyint, 18446744073709551615::ubigint, sum(9223372036854775807::bigint) AS large"
                        + " , 1.5, [1, NULL], {'a': 1}, 'x'::blob, true, NULL, INTERVAL 2 DAY, DATE '2026-11-22',"
                        + " TIMESTAMP '2026-11-22 04:21:38', TIMESTAMP_NS '2026-11-22 04:21:38.000000001' FROM range(2)";
        Program.Result result = answered(statement, "--format", "json");
        assertThat(result.out())
                .contains(
                        "18446744073709551615,\"large\":null,",
                        ":1.5,",
                        "[\"1\",\"null\"]",
                        "\"{'a': 1}\"",
                        ":\"x\",",
                        ":true,",
                        "\"2 days\"",
                        "\"2026-11-22\"",
                        "\"2026-11-22T04:21:38.000000000Z\"",
                        "\"2026-11-22T04:21:38.000000001Z\"}");
        assertThat(result.err()).contains("sql: column 'large': 1 value exceeds 64 bits and is left out");
    }

    /** Column names may come from values. */
    @Test
    void noControlCharacterReachesTheOutput() {
        String statement = "PIVOT (SELECT chr(27) || '[2J,\"' c) ON c IN ('" + "\u001b[2J,\"" + "') USING count(*)";
        for (String format : List.of("table", "csv", "markdown", "json")) {
            Program.Result result = answered(statement, "--format", format);
            assertThat(result.out()).as(format).doesNotContain("\u001b").contains("[2J");
        }
        assertThat(answered("SELECT chr(27) || '[2J'").out())
                .contains("\\x1b[2J")
                .doesNotContain("\u001b");
        Program.Result error = sql("SELECT '\u001b[2J'::int");
        assertThat(error.exitCode()).isEqualTo(2);
        assertThat(error.err()).doesNotContain("\u001b");
    }

    @Test
    void aStatementEndsWithItsTime() {
        Program.Result result = sql(
                "SELECT count(*) FROM range(10000000000) a, range(100000) b WHERE a.range = b.range * 7 + 1",
                "--sql-timeout",
                "100ms");
        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .isEqualTo("gvtrace query: sql: the statement was ended after 0.1 s; the answer is partial\n");
        for (String wrong : List.of("0s", "soon", "-1s")) {
            Program.Result refused = sql("SELECT 1", "--sql-timeout", wrong);
            assertThat(refused.exitCode()).as(wrong).isEqualTo(2);
            assertThat(refused.err()).contains("--sql-timeout", wrong);
        }
    }

    /** The program's jar of DuckDB has no library; the build puts it beside. */
    @Test
    void aMissingLibraryIsNamed(@TempDir Path folder) throws Exception {
        List<String> classPath =
                new ArrayList<>(List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));
        classPath.removeIf(entry -> entry.contains("duckdb_jdbc"));
        Path jar = folder.resolve("duckdb_jdbc.jar");
        copyWithoutLibraries(
                Path.of(DuckDBDriver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()),
                jar);
        classPath.add(jar.toString());
        List<String> command = Subprocess.program("query", TRACE, "-e", "sql SELECT 1");
        command.set(command.indexOf("-cp") + 1, String.join(File.pathSeparator, classPath));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(output)
                .startsWith("gvtrace query: sql: the library of DuckDB cannot be loaded: expected " + folder
                        + "/libduckdb_java.so_")
                .hasLineCount(1);
    }

    private static void copyWithoutLibraries(Path from, Path to) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(from));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.getName().startsWith("libduckdb_java")) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
    }

    @Test
    void linesOfAPipeMayHoldAnything() {
        Program.Result result = Program.runWithInput(
                "sql SELECT 'it''s | \"quoted\"' || '; x' AS a\nsql SELECT 2 -- 'open\n"
                        .getBytes(StandardCharsets.UTF_8),
                "query",
                TRACE);
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("it's | \"quoted\"; x", "\n2\n2\n");
    }
}
