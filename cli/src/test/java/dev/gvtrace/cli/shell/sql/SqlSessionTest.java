// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements over a trace: what is read of it, when reading ends, and what is stored. */
class SqlSessionTest implements SqlContext {
    private static final String ENDLESS =
            "SELECT count(*) FROM range(10000000000) a, range(100000) b WHERE a.range = b.range * 7 + 1";

    private final List<ScanRequest> scanned = new CopyOnWriteArrayList<>();
    private final SqlSession session = new SqlSession(this, null);
    private OpenTraces opened;
    private EventBinding binding;
    private volatile TraceTables tables;
    private volatile boolean cancelled;

    @BeforeEach
    void open() throws Exception {
        Path top = Path.of("").toAbsolutePath();
        while (!Files.exists(top.resolve("samples/traces"))) {
            top = top.getParent();
        }
        opened = Traces.open(List.of(top.resolve("samples/traces/web-break-in.gvt")));
        binding = EventBinding.load();
        TableCatalog catalog = TableCatalog.load(binding);
        for (Table table : List.copyOf(catalog.all())) {
            catalog = catalog.with(new Observed(table));
        }
        tables = new TraceTables(opened.sources(), catalog, false);
    }

    @AfterEach
    void close() throws IOException {
        session.close();
        opened.close();
    }

    /** A table that marks for what its scans are asked when they start. */
    private final class Observed implements Table {
        private final Table table;

        Observed(Table table) {
            this.table = table;
        }

        @Override
        public TableSchema schema() {
            return table.schema();
        }

        @Override
        public boolean showsMoment() {
            return table.showsMoment();
        }

        @Override
        public Scan scan(ScanRequest request) throws RequestException {
            Scan scan = table.scan(request);
            return new Scan(scan.schema(), scan.from(), scan.to(), out -> {
                scanned.add(request);
                return scan.start().in(out);
            });
        }
    }

    @Override
    public TraceTables tables() {
        return tables;
    }

    @Override
    public Collection<String> fields() {
        return binding.names();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public @Nullable Moment moment() {
        return null;
    }

    @Override
    public @Nullable Moment lastWithRows(ScanRequest request) {
        return null;
    }

    private List<String> rows(String statement) throws RequestException {
        List<String> rows = new ArrayList<>();
        try (SqlAnswer answer = session.ask(statement)) {
            assertThat(answer).as(statement).isNotNull();
            while (answer.next()) {
                rows.add(text(answer.rows()));
            }
        }
        return rows;
    }

    private static String text(Cells cells) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < cells.schema().columns().size(); i++) {
            texts.add(Optional.ofNullable(CellText.of(cells, i))
                    .map(Text::toString)
                    .orElse("-"));
        }
        return String.join(" ", texts);
    }

    private List<List<String>> columnsRead() {
        List<List<String>> columns = scanned.stream().map(ScanRequest::columns).toList();
        scanned.clear();
        return columns;
    }

    private static void assertNoScanLives() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("scan"));
    }

    @Test
    void onlyColumnsThatAStatementNeedsAreComputed() throws RequestException {
        rows("SELECT max(pid) FROM events WHERE \"proc.name\" = 'busybox'");
        assertThat(columnsRead()).containsExactly(List.of("pid", "proc.name"));
        rows("SELECT count(*) FROM events(condition := 'evt.type = openat', until := '+5s')");
        assertThat(scanned).hasSize(1).allSatisfy(request -> {
            assertThat(request.columns()).containsExactly("evt");
            assertThat(request.condition()).isEqualTo("evt.type = openat");
            assertThat(request.to()).isNotNull();
        });
        scanned.clear();
        rows("DESCRIBE events");
        rows("EXPLAIN SELECT * FROM events");
        assertThat(scanned).as("neither needs rows").isEmpty();
    }

    @Test
    void aSecondReadingStoresTheTable() throws RequestException {
        String statement = "SELECT type, count(*) FROM events GROUP BY ALL ORDER BY ALL";
        List<String> first = rows(statement);
        assertThat(columnsRead()).containsExactly(List.of("type"));
        assertThat(rows(statement)).isEqualTo(first).isNotEmpty();
        assertThat(columnsRead()).containsExactly(List.of("type"));
        assertThat(rows(statement)).isEqualTo(first);
        assertThat(rows("SELECT count(*) FROM events e JOIN events f USING (type) WHERE f.type = 'execve'"))
                .isNotEqualTo(List.of("0"));
        assertThat(columnsRead()).as("it is read from memory").isEmpty();
        // another column: both are stored then
        List<String> pids = rows("SELECT pid, count(*), max(type) FROM events GROUP BY ALL ORDER BY ALL");
        assertThat(columnsRead()).containsExactly(List.of("pid", "type"));
        assertThat(rows("SELECT pid, count(*), max(type) FROM events GROUP BY ALL ORDER BY ALL"))
                .isEqualTo(pids);
        assertThat(columnsRead()).isEmpty();
        // what is not stored is not lost, also where the statement does not name the table
        assertThat(rows("SELECT DISTINCT tid IS NULL, args IS NULL FROM query_table('events') ORDER BY ALL"))
                .contains("false false");
        assertThat(rows("SELECT * FROM events LIMIT 1"))
                .singleElement()
                .asString()
                .contains("clone SUCCESS false res=0");
    }

    @Test
    void aPartOfATableIsNotStored() throws RequestException {
        for (int i = 0; i < 3; i++) {
            rows("SELECT count(*) FROM events(condition := 'evt.type = openat')");
            assertThat(columnsRead()).hasSize(1);
        }
    }

    @Test
    void aTableThatDoesNotFitIsReadEachTime() throws RequestException {
        String statement = "SELECT args FROM events";
        List<String> first = rows(statement);
        session.storeAtMost(1_000);
        assertThat(rows(statement)).isEqualTo(first);
        assertThat(columnsRead()).hasSize(3);
        assertThat(rows(statement)).isEqualTo(first);
        assertThat(columnsRead()).as("known not to fit").hasSize(1);
    }

    @Test
    void aTableThatIsReplacedIsReadAgain() throws RequestException {
        String statement = "SELECT count(*) FROM gaps";
        for (int i = 0; i < 3; i++) {
            rows(statement);
        }
        scanned.clear();
        Observed gaps = (Observed) tables.catalog().find("gaps");
        tables = tables.with(tables.catalog().with(new Observed(gaps.table)));
        rows(statement);
        assertThat(columnsRead()).hasSize(1);
    }

    @Test
    void scansEndWithTheStatement() throws RequestException {
        assertThat(rows("SELECT evt FROM events LIMIT 1")).hasSize(1);
        assertNoScanLives();
        try (SqlAnswer answer = session.ask("SELECT evt FROM events")) {
            assertThat(answer.next()).isTrue();
        }
        assertNoScanLives();
        assertThatThrownBy(() -> rows("SELECT CASE WHEN evt > 3 THEN error('four') ELSE evt END FROM events"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("sql: four");
        assertNoScanLives();
        assertThatThrownBy(() -> rows("SELECT evt FROM events, range(100000) a WHERE error(a.range::text) IS NULL"))
                .isInstanceOf(RequestException.class);
        assertNoScanLives();
        assertThat(rows("SELECT count(*) FROM events")).containsExactly("838");
    }

    @Test
    void anErrorBehindTheFirstRowsIsReported() throws RequestException {
        List<String> rows = new ArrayList<>();
        assertThatThrownBy(() -> {
                    try (SqlAnswer answer = session.ask(
                            "SELECT CASE WHEN range = 4000000 THEN error('late') ELSE range END FROM range(5000000)")) {
                        while (answer.next()) {
                            rows.add("");
                        }
                    }
                })
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("late");
        assertThat(rows).isNotEmpty();
        assertThat(rows("SELECT 1")).containsExactly("1");
    }

    @Test
    void aStatementCanBeCancelled() throws Exception {
        for (String statement : List.of(ENDLESS, "SELECT count(*) FROM events a, events b, events c, events d")) {
            session.ask("SELECT 1").close();
            CountDownLatch asked = new CountDownLatch(1);
            Thread canceller = new Thread(() -> {
                try {
                    asked.await();
                    cancelled = true;
                    session.cancel();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            canceller.start();
            asked.countDown();
            SqlAnswer answer = session.ask(statement);
            if (answer != null) {
                assertThat(answer.next()).isFalse();
                answer.close();
            }
            canceller.join();
            assertNoScanLives();
            cancelled = false;
            assertThat(rows("SELECT count(*) FROM events")).containsExactly("838");
        }
    }

    @Test
    void memoryIsBounded() throws RequestException {
        assertThatThrownBy(
                        () -> rows(
                                "SELECT max(len(l)) FROM (SELECT list(range || 'some text that takes memory') l FROM range(30000000))"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("sql: ")
                .hasMessageContaining("256.0 MiB");
        assertThat(rows("SELECT 1")).containsExactly("1");
    }

    @Test
    void aColumnsValuesOutliveTheAnswer() throws RequestException {
        List<Row> rows = new ArrayList<>();
        try (SqlAnswer answer = session.ask("SELECT pid, name FROM processes ORDER BY pid LIMIT 2")) {
            while (answer.next()) {
                rows.add(answer.rows().row());
            }
        }
        assertThat(rows).extracting(row -> row.longAt(0)).containsExactly(1L, 2L);
    }
}
