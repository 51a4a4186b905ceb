// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of a year, in Markdown. One thread at a time. */
final class YearTable {
    private final List<Row> rows = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<Life> lives = new ArrayList<>();

    /** An event. Messages are those made by all sandboxes so far. */
    record Row(int day, String event, String expected, String did, long before, long after) {}

    /** What a recorder used when it had started and before it ended; heap after a collection, negative if unknown. */
    record Life(int recorder, String ended, Program.Use first, Program.Use last, long firstHeap, long lastHeap) {}

    void add(Row row) {
        rows.add(row);
    }

    void skip(String what) {
        skipped.add(what);
    }

    void add(Life life) {
        lives.add(life);
    }

    List<Life> lives() {
        return lives;
    }

    /** Everything, with the accounts at the end. */
    String text(Accounts accounts, AlertAccounts alerts) {
        StringBuilder out = new StringBuilder();
        out.append(
                "| day | event | expected | what gvtrace did | messages before | after |\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            out.append(
                    line(row.day(), row.event(), row.expected(), row.did(), number(row.before()), number(row.after())));
        }
        skipped.forEach(what -> out.append("\nSkipped: ").append(what).append('\n'));
        out.append("\n| messages | how many |\n|---|---|\n");
        long sum = 0;
        for (Map.Entry<String, Long> each : accounts.totals().entrySet()) {
            out.append(line(each.getKey(), number(each.getValue())));
            sum += each.getValue();
        }
        out.append(line("**together**", number(sum)))
                .append(line("**made by the sandboxes**", number(accounts.made())));
        LedgerContent ledger = accounts.ledger();
        out.append("\nThe ledger has ")
                .append(ledger.lines)
                .append(" lines: ")
                .append(ledger.starts)
                .append(" starts, ")
                .append(ledger.stops)
                .append(" stops, ")
                .append(ledger.crashes)
                .append(" crashes, ")
                .append(ledger.deletions)
                .append(" files deleted; ")
                .append(accounts.keptFiles())
                .append(" files are left.\n\n| alerts | how many |\n|---|---|\n")
                .append(line("raised by messages that were sent", number(alerts.expected())))
                .append(line("delivered to the webhook", number(alerts.delivered())))
                .append(line("in the queue of a recorder that was killed", number(alerts.killed())))
                .append(line("counted as dropped", number(alerts.dropped())))
                .append(line("found by a replay, of those not delivered", number(alerts.found())));
        out.append(
                "\n| recorder | ended by | RSS MiB, first | last | heap MiB, first | last | descriptors, first | last |"
                        + " threads, first | last |\n|---|---|---|---|---|---|---|---|---|---|\n");
        for (Life life : lives) {
            out.append(line(
                    life.recorder(),
                    life.ended(),
                    life.first().residentKib() / 1024,
                    life.last().residentKib() / 1024,
                    mebibytes(life.firstHeap()),
                    mebibytes(life.lastHeap()),
                    life.first().descriptors(),
                    life.last().descriptors(),
                    life.first().threads(),
                    life.last().threads()));
        }
        return out.toString();
    }

    private static String mebibytes(long bytes) {
        return bytes < 0 ? "–" : String.format(Locale.ROOT, "%.1f", bytes / 1048576.0);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String line(Object... cells) {
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ').append(String.valueOf(cell).replace("|", "\\|")).append(" |");
        }
        return line.append('\n').toString();
    }
}
