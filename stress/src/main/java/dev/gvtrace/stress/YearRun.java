// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import static java.util.Objects.requireNonNull;

import dev.gvtrace.stress.YearPlan.Event;
import dev.gvtrace.stress.YearPlan.SandboxPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A year of recording in minutes: sandboxes come and go on threads of their own while this thread advances the calendar
 * and makes things go wrong. Waits for conditions, never for times, so a slow machine makes the year longer and nothing
 * else.
 */
final class YearRun implements AutoCloseable {
    private static final long FORWARD_SECONDS = 30L * 24 * 3600;
    private static final long DAY_SECONDS = 24L * 3600;
    private static final long HOUR_SECONDS = 3600;
    private static final int OUTAGE_DAYS = 2;
    private static final int NO_ANSWER = 3;
    private static final int STATUS_TRIES = 20;
    private static final int LONGEST_BEFORE_KILL_MILLIS = 30;

    private final long dayMillis;
    private final Random random;
    private final Calendar calendar = new Calendar();
    private final YearTable table = new YearTable();
    private final Recorders recorders;
    private final List<FakeSandbox> sandboxes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<Event, Action> actions = new EnumMap<>(Event.class);
    private long clockSeconds;
    private Program.Use lastUse = new Program.Use(0, 0, 0);

    /** What happened: a table for people, and what went wrong. */
    record Report(String table, List<String> faults) {}

    /** Makes an event happen; returns what the recorder did. */
    private interface Action {
        String run() throws IOException, InterruptedException;
    }

    YearRun(YearPlan plan, long dayMillis, Path directory, List<String> options)
            throws IOException, InterruptedException {
        this.dayMillis = dayMillis;
        this.random = new Random(plan.seed());
        this.recorders = new Recorders(directory, dayMillis, options, table);
        for (SandboxPlan each : plan.sandboxes()) {
            FakeSandbox sandbox = new FakeSandbox(each, calendar, recorders.runtime());
            sandboxes.add(sandbox);
            recorders.runtime().add(sandbox);
            threads.add(new Thread(sandbox, each.id()));
        }
        plan();
    }

    private void plan() {
        actions.put(Event.RULES_CHANGED, () -> reload(Trigger.MORE_RULES, "rules loaded again: 2"));
        actions.put(Event.RULES_BROKEN, () -> reload(Trigger.BROKEN_RULES, "rules not loaded again"));
        actions.put(Event.RULES_MENDED, () -> reload(Trigger.RULES, "rules loaded again: 1"));
        actions.put(Event.WEBHOOK_DEAD, () -> webhook("stopped listening", recorders.webhook()::die));
        actions.put(Event.WEBHOOK_BACK, () -> webhook("listens again", recorders.webhook()::comeBack));
        actions.put(Event.WEBHOOK_HANGS, () -> webhook("does not answer", recorders.webhook()::hang));
        actions.put(Event.WEBHOOK_ANSWERS_AGAIN, () -> webhook("answers", recorders.webhook()::answerAgain));
        actions.put(
                Event.WEBHOOK_FAILS,
                () -> webhook("answers 500", () -> recorders.webhook().fail(true)));
        actions.put(
                Event.WEBHOOK_RECOVERS,
                () -> webhook("answers 200", () -> recorders.webhook().fail(false)));
        actions.put(Event.KILLED_WHILE_WRITING, this::killWhileWriting);
        actions.put(Event.KILLED_WHILE_SEALING, this::killWhileSealing);
        actions.put(Event.CLOCK_FORWARD, () -> setClock(FORWARD_SECONDS));
        actions.put(Event.CLOCK_BACK_A_DAY, () -> setClock(-DAY_SECONDS));
        actions.put(Event.CLOCK_BACK_AN_HOUR, () -> setClock(-HOUR_SECONDS));
        actions.put(Event.DISK_FULL, this::fillDisk);
        actions.put(Event.DISK_FREED, this::freeDisk);
        actions.put(Event.REPAIR, () -> repair("first"));
        actions.put(Event.SECOND_REPAIR, () -> repair("second"));
        actions.put(Event.CHATTY_SANDBOX, () -> "its own oldest files are deleted, see the ledger");
        actions.put(Event.UPGRADE, this::upgrade);
    }

    /** Runs the year, then accounts for it. */
    Report run() throws IOException, InterruptedException {
        String began = recorders.start();
        row("start", "attaches to nothing", began, 0);
        checkStatus(0);
        threads.forEach(Thread::start);
        Deque<Event> coming = new ArrayDeque<>(List.of(Event.values()));
        while (calendar.today() < YearPlan.DAYS) {
            nextDay();
            // an event may take days, so the next one may be late
            while (!coming.isEmpty() && coming.peek().day() <= calendar.today()) {
                Event event = coming.remove();
                long before = made();
                int day = calendar.today();
                row(day, event, requireNonNull(actions.get(event)).run(), before);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        end();
        return account();
    }

    private void nextDay() throws IOException, InterruptedException {
        calendar.advance();
        Thread.sleep(dayMillis);
        lastUse = recorders.program().isAlive() ? recorders.program().use() : lastUse;
    }

    private long made() {
        return sandboxes.stream().mapToLong(FakeSandbox::made).sum();
    }

    private void row(int day, Event event, String did, long before) {
        String name = event.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        table.add(new YearTable.Row(day, name, event.expected(), did, before, made()));
    }

    private void row(String event, String expected, String did, long before) {
        table.add(new YearTable.Row(calendar.today(), event, expected, did, before, made()));
    }

    private void expect(boolean ok, String fault) {
        if (!ok) {
            faults.add("day " + calendar.today() + ": " + fault);
        }
    }

    /** On a busy machine the recorder may not answer in time. */
    private void checkStatus(int expected) throws IOException, InterruptedException {
        int exitCode = recorders.status();
        for (int i = 1; i < STATUS_TRIES && exitCode == NO_ANSWER && expected != NO_ANSWER; i++) {
            exitCode = recorders.status();
        }
        expect(exitCode == expected, "gvtrace status exits with " + exitCode + ", expected " + expected);
    }

    private String reload(String rules, String expected) throws IOException, InterruptedException {
        recorders.writeRules(rules);
        return logged(expected, () -> recorders.program().signal("HUP"));
    }

    /** Does something and waits until the recorder has logged it; returns the line. */
    private String logged(String expected, Step step) throws IOException, InterruptedException {
        Program program = recorders.program();
        int from = program.logged();
        step.run();
        return program.awaitLog(from, expected, line -> line.contains(expected)).replaceAll("^\\S+Z ", "");
    }

    /** Part of an event. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private String webhook(String what, Step step) throws IOException, InterruptedException {
        step.run();
        recorders.watch().refresh();
        return what + "; so far " + recorders.watch().sum("gvtrace_alerts_delivered_total{output=\"http")
                + " delivered, " + recorders.watch().sum("gvtrace_alerts_waiting{output=\"http") + " wait, "
                + recorders.watch().sum("gvtrace_alert_retries_total{output=\"http") + " retries";
    }

    private String setClock(long seconds) throws IOException, InterruptedException {
        if (recorders.clock().isEmpty()) {
            table.skip("steps of the clock, because libfaketime (package faketime) is not installed");
            return "skipped";
        }
        clockSeconds += seconds;
        return logged("the clock was set", () -> recorders.clock().get().set(clockSeconds));
    }

    private String fillDisk() throws IOException, InterruptedException {
        recorders.watch().mayBeUnhealthy(true);
        recorders.disk().fill();
        recorders.await("a problem with the disk", () -> !recorders.watch().isHealthy());
        recorders.await(
                "a pause",
                () -> recorders.watch().problems().stream()
                        .anyMatch(problem -> problem.contains("too little free space")));
        checkStatus(1);
        return "not healthy: " + String.join("; ", recorders.watch().problems());
    }

    private String freeDisk() throws IOException, InterruptedException {
        recorders.disk().free();
        recorders.await("health", () -> recorders.watch().isHealthy());
        recorders.watch().mayBeUnhealthy(false);
        checkStatus(0);
        return "healthy again; " + recorders.watch().value("gvtrace_messages_lost_total{cause=\"not written\"}")
                + " messages not written, by its metrics";
    }

    private String killWhileWriting() throws IOException, InterruptedException {
        calendar.advance();
        Thread.sleep(random.nextInt(LONGEST_BEFORE_KILL_MILLIS));
        return restartAfterKill();
    }

    /** All recordings rotate, that is, are sealed. */
    private String killWhileSealing() throws IOException, InterruptedException {
        calendar.advance();
        recorders.program().signal("HUP");
        Thread.sleep(random.nextInt(LONGEST_BEFORE_KILL_MILLIS));
        return restartAfterKill();
    }

    private String restartAfterKill() throws IOException, InterruptedException {
        lastUse = recorders.program().use();
        recorders.kill(lastUse);
        checkStatus(NO_ANSWER);
        outage();
        String attached = startAgain();
        String unsealed = recorders
                .program()
                .awaitLog(0, "files left unsealed", line -> line.contains("left without a seal; gvtrace repair"))
                .replaceAll("^\\S+Z ", "");
        checkStatus(0);
        return unsealed + "; " + attached;
    }

    private void outage() throws InterruptedException {
        for (int day = 0; day < OUTAGE_DAYS; day++) {
            calendar.advance();
            Thread.sleep(dayMillis);
        }
    }

    private String startAgain() throws IOException, InterruptedException {
        sandboxes.forEach(FakeSandbox::hold);
        try {
            return recorders.start();
        } finally {
            sandboxes.forEach(FakeSandbox::release);
        }
    }

    /** Sandboxes whose sessions the recorder deletes are held: what they drop meanwhile could not be counted. */
    private String upgrade() throws IOException, InterruptedException {
        int exitCode = stop();
        expect(exitCode == 0, "exit code " + exitCode + " after SIGTERM");
        checkStatus(NO_ANSWER);
        outage();
        String attached = startAgain();
        checkStatus(0);
        return "exit code " + exitCode + "; " + attached;
    }

    private int stop() throws IOException, InterruptedException {
        List<FakeSandbox> held =
                sandboxes.stream().filter(FakeSandbox::isAttached).toList();
        held.forEach(FakeSandbox::hold);
        try {
            recorders.runtime().writeState();
            int exitCode = recorders.stop(calendar::advance);
            recorders.runtime().takeDeletions();
            return exitCode;
        } finally {
            held.forEach(FakeSandbox::release);
        }
    }

    private String repair(String name) throws IOException, InterruptedException {
        Path out = Files.createDirectories(recorders.logs().resolveSibling("repaired-" + name));
        List<FileContent> left = unsealed(recorders.traces());
        Program program = Program.run(
                recorders.logs(),
                "repair",
                List.of("repair", "--all", recorders.traces().toString(), out.toString()));
        expect(
                program.exitCode() == 0 || program.exitCode() == 4,
                "repair exits with " + program.exitCode() + ": " + program.log());
        int copies = 0;
        for (FileContent each : left) {
            Path copy = out.resolve(each.file().getFileName().toString().replaceAll("\\.gvt$", ".repaired.gvt"));
            if (!Files.exists(copy)) {
                expect(each.items().isEmpty(), "no repaired copy of " + each.file());
                continue;
            }
            copies++;
            FileContent repaired = FileContent.read(copy);
            expect(
                    repaired.sealed() && messages(repaired).equals(messages(each)),
                    copy + " has other messages than " + each.file());
        }
        return "exit code " + program.exitCode() + ", " + copies + " sealed copies with the same messages";
    }

    private static List<FileContent.Item> messages(FileContent content) {
        return content.items().stream()
                .filter(FileContent.Messages.class::isInstance)
                .toList();
    }

    /** Files that a killed recorder has left: those of the one that runs are being written. */
    private List<FileContent> unsealed(Path directory) throws IOException {
        Predicate<FileContent> isLeft = content -> !content.sealed()
                && content.recording() != null
                && recorders.program().isAlive();
        List<FileContent> found = new ArrayList<>();
        String log = recorders.program().log();
        try (var files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (log.contains("found at the start: " + file)) {
                    FileContent content = FileContent.read(file);
                    if (isLeft.test(content)) {
                        found.add(content);
                    }
                }
            }
        }
        return found;
    }

    private void end() throws IOException, InterruptedException {
        long before = made();
        Watch watch = recorders.watch();
        recorders.await("all recordings sealed", () -> watch.value("gvtrace_connections") == 0);
        recorders.await("all alerts delivered", () -> watch.sum("gvtrace_alerts_waiting{") == 0);
        watch.refresh();
        long raised = watch.sum("gvtrace_alerts_total");
        for (String output : List.of("http://", "/")) {
            String label = "{output=\"" + output;
            long gone = watch.sum("gvtrace_alerts_delivered_total" + label)
                    + watch.sum("gvtrace_alerts_dropped_total" + label);
            expect(raised == gone, raised + " alerts were raised, and " + gone + " delivered or dropped: " + output);
        }
        int exitCode = recorders.stop(() -> {});
        expect(exitCode == 0, "exit code " + exitCode + " at the end");
        row("end of the year", "everything sealed, exit code 0", "exit code " + exitCode, before);
    }

    private Report account() throws IOException, InterruptedException {
        Accounts accounts = Accounts.of(
                recorders.traces(), sandboxes.stream().map(FakeSandbox::sent).toList());
        verify(accounts);
        AlertAccounts alerts = alerts(accounts);
        faults.addAll(accounts.faults());
        faults.addAll(alerts.faults());
        faults.addAll(recorders.faults());
        faults.addAll(recorders.runtime().failures());
        sandboxes.stream()
                .filter(sandbox -> sandbox.failure() != null)
                .forEach(sandbox -> faults.add(sandbox.id() + ": " + sandbox.failure()));
        long sum =
                accounts.totals().values().stream().mapToLong(Long::longValue).sum();
        expect(sum == accounts.made(), sum + " messages are accounted for, " + accounts.made() + " were made");
        LedgerContent ledger = accounts.ledger();
        expect(
                ledger.crashes == recorders.killed().size()
                        && ledger.starts == table.lives().size()
                        && ledger.starts == ledger.stops + ledger.crashes,
                "the ledger has " + ledger.starts + " starts, " + ledger.stops + " stops and " + ledger.crashes
                        + " crashes");
        faults.addAll(Leaks.of(table.lives()));
        return new Report(table.text(accounts, alerts), List.copyOf(faults));
    }

    /** A replay makes up for alerts that were not delivered, as far as their messages are kept. */
    private AlertAccounts alerts(Accounts accounts) throws IOException, InterruptedException {
        Program replay = Program.run(
                recorders.logs(),
                "replay",
                List.of(
                        "replay",
                        "--rules",
                        recorders.rules().toString(),
                        "--format",
                        "json",
                        recorders.traces().toString()));
        Set<Alert> replayed = new HashSet<>();
        replay.out().lines().forEach(line -> Alert.parse(line).ifPresent(replayed::add));
        expect(
                replayed.equals(accounts.alertsKept()),
                "a replay finds " + replayed.size() + " alerts in the files that are left, expected "
                        + accounts.alertsKept().size() + ": " + replay.log());
        return AlertAccounts.of(
                recorders.runtime().triggered(),
                recorders.webhook().received(),
                replayed,
                recorders.killed(),
                recorders.countedAlerts());
    }

    private void verify(Accounts accounts) throws IOException, InterruptedException {
        Program program = Program.run(
                recorders.logs(),
                "verify",
                List.of(
                        "verify",
                        "--key",
                        recorders.publicKey().toString(),
                        "--require",
                        "intact",
                        "--anchors",
                        recorders.anchors().toString(),
                        "--format",
                        "json",
                        recorders.traces().toString()));
        Collection<String> lines = program.out().lines().toList();
        boolean torn = false;
        int recordings = 0;
        for (String line : lines) {
            if (!line.contains("\"intact\":")) {
                continue;
            }
            boolean isLedger = line.startsWith("{\"ledger\"");
            recordings += isLedger ? 0 : 1;
            expect(!line.contains("\"intact\":false") && !line.contains("\"authentic\":false"), "verify: " + line);
            expect(
                    !isLedger || line.contains("\"intact\":true,\"authentic\":true,\"complete\":true"),
                    "verify: " + line);
            torn |= !line.contains("\"intact\":true");
        }
        expect(program.exitCode() == (torn ? 6 : 0), "verify exits with " + program.exitCode() + ": " + program.log());
        table.add(new YearTable.Row(
                YearPlan.DAYS,
                "verify",
                "chain and signatures of the ledger hold, no file is altered",
                "exit code " + program.exitCode() + ", " + recordings + " recordings in " + accounts.keptFiles()
                        + " files",
                made(),
                made()));
    }

    /** Any thread: ends what this process has started, when it ends early. */
    void kill() {
        try {
            recorders.close();
        } catch (IOException e) {
            // it ends anyway
        }
    }

    @Override
    public void close() throws IOException {
        threads.forEach(Thread::interrupt);
        recorders.keepTraces();
        recorders.close();
    }
}
