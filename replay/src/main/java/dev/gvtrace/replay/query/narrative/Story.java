// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the sentences about processes of a trace from facts, in no order yet. Used once. */
final class Story {
    private static final Text CLIENT = Text.ofUtf8("client");

    private final TraceFacts facts;
    private final Lives lives;
    private final Set<Life> family;
    private final Set<Life> tops;
    /** Those whose start was seen and not told yet. */
    private final Set<Text> containers = new HashSet<>();

    private final List<Draft> drafts = new ArrayList<>();
    private final Map<Life, Text> running = new HashMap<>();
    private final StoryFiles files;
    private final Writes writes;

    /**
     * A story of some processes.
     *
     * @param family the processes that it is about
     * @param tops those of them whose ends are always of interest
     */
    Story(TraceFacts facts, Lives lives, Set<Life> family, Set<Life> tops) {
        this.facts = facts;
        this.lives = lives;
        this.family = family;
        this.tops = tops;
        for (Row container : facts.of(Asked.CONTAINERS)) {
            if (Cell.isKnown(container, "cmdline")) {
                containers.add(Cell.textOrEmpty(container, "id"));
            }
        }
        files = new StoryFiles(lives, family, drafts);
        writes = new Writes(facts.of(Asked.ACCESSES));
    }

    /** Makes the sentences. */
    List<Draft> tell() {
        programs();
        files.accesses(facts.of(Asked.ACCESSES));
        connections();
        standardSockets();
        identities();
        changes();
        ends();
        gaps();
        return drafts;
    }

    /** How many uses of files have no sentence. */
    StoryFiles files() {
        return files;
    }

    private @Nullable Life member(Row row) {
        Life life = lives.ofEvent(row);
        return life != null && family.contains(life) ? life : null;
    }

    private static Draft at(Row row, Text text) {
        return Draft.of(Cell.number(row, "time"), Cell.number(row, "evt"), text);
    }

    // programs

    private void programs() {
        Set<Life> ran = new HashSet<>();
        Set<String> succeeded = succeeded();
        for (Row execution : facts.of(Asked.EXECUTIONS)) {
            Life life = lives.ofEvent(execution);
            if (life == null) {
                continue;
            }
            Text before = running.get(life);
            boolean failed = Cell.isTrue(execution, "failed");
            if (!failed) {
                running.put(life, Cell.textOrEmpty(execution, "name"));
            }
            if (!family.contains(life)) {
                continue;
            }
            if (failed) {
                failed(life, execution, succeeded);
            } else if (!Cell.isKnown(execution, "failed")) {
                drafts.add(at(execution, Sentences.perhapsRan(life, execution)));
            } else {
                ran(life, before, execution, ran.add(life));
            }
        }
        for (Life life : family) {
            if (!ran.contains(life)) {
                began(life);
            }
        }
    }

    /** Processes and programs, by the last part of the path, that a later attempt found. */
    private Set<String> succeeded() {
        Set<String> found = new HashSet<>();
        for (Row execution : facts.of(Asked.EXECUTIONS)) {
            if (!Cell.isTrue(execution, "failed")) {
                found.add(attempt(execution));
            }
        }
        return found;
    }

    /** The process of an execution and its arguments, which stay the same while a path is searched. */
    private static String attempt(Row execution) {
        return Cell.number(execution, "pid") + " "
                + Cell.textOrEmpty(execution, "cmdline").display();
    }

    private void failed(Life life, Row execution, Set<String> succeeded) {
        if (succeeded.contains(attempt(execution))) {
            files.missed();
        } else {
            drafts.add(at(execution, Sentences.failedToRun(life, execution))
                    .foldedBy(Fold.Kind.TRIED_TO_RUN, Cell.textOrEmpty(execution, "name"), Text.EMPTY, 0));
        }
    }

    private void ran(Life life, @Nullable Text before, Row execution, boolean first) {
        Life parent = life.parent();
        Text path = Cell.textOrEmpty(execution, "exepath");
        if (!first) {
            Text name = before == null ? Text.EMPTY : before;
            drafts.add(at(execution, Sentences.ranNext(life, name, execution)).foldedBy(Fold.Kind.RAN, name, path, 0));
        } else if (parent == null && containers.remove(life.container())) {
            drafts.add(at(execution, Sentences.containerStarted(life, execution)));
        } else {
            Text name = parent == null ? Text.EMPTY : nameOf(parent);
            drafts.add(at(execution, Sentences.startedToRun(life, name, execution))
                    .foldedBy(Fold.Kind.RAN, name, path, 0));
        }
        origin(execution);
    }

    /** The name of the program that a process runs as far as the executions were read. */
    private Text nameOf(Life life) {
        for (Life above = life; above != null; above = above.parent()) {
            Text name = running.get(above);
            if (name != null) {
                return name;
            }
        }
        return life.name();
    }

    private void origin(Row execution) {
        String origin = Cell.textOrEmpty(execution, "origin").display();
        Text digest = Cell.text(execution, "sha256");
        if (origin.equals("written")) {
            Row write = writes.before(
                    Cell.textOrEmpty(execution, "container"),
                    Cell.textOrEmpty(execution, "exepath"),
                    Cell.number(execution, "evt"));
            drafts.add(at(execution, Sentences.wasWritten(execution, write)));
        } else if (origin.equals("memfd")) {
            drafts.add(at(execution, Sentences.wasMemory(execution)));
        } else {
            return;
        }
        if (digest != null) {
            drafts.add(at(execution, Sentences.digest(execution, digest)));
        }
    }

    private void began(Life life) {
        Life parent = life.parent();
        if (parent == null || life.startNs() == 0) {
            drafts.add(Draft.of(life.startNs(), life.firstEvent(), Sentences.wasThere(life)));
        } else {
            Text name = life.name();
            drafts.add(Draft.of(life.startNs(), life.firstEvent(), Sentences.startedCopy(life, parent, name))
                    .foldedBy(Fold.Kind.COPIED, name, Text.EMPTY, 0));
        }
    }

    // connections

    /** A socket that its maker used first after an event. */
    private record Use(long pid, Text remote, long made) {}

    /** The first use of each socket, which is more telling than the call that made it. */
    private Map<Use, Row> uses() {
        Map<Use, List<Row>> found = new HashMap<>();
        for (Row access : facts.of(Asked.ACCESSES)) {
            if (Cell.isKnown(access, "target") && Cell.number(access, "maker") == Cell.number(access, "pid")) {
                found.computeIfAbsent(
                                new Use(Cell.number(access, "pid"), Cell.textOrEmpty(access, "target"), 0),
                                key -> new ArrayList<>())
                        .add(access);
            }
        }
        Map<Use, Row> uses = new HashMap<>();
        for (Row row : facts.of(Asked.CONNECTIONS)) {
            long pid = Cell.number(row, "pid");
            Text remote = Cell.textOrEmpty(row, "remote");
            long made = Cell.number(row, "evt");
            if (!Cell.textOrEmpty(row, "role").equals(CLIENT)) {
                continue;
            }
            for (Row access : found.getOrDefault(new Use(pid, remote, 0), List.of())) {
                if (Cell.number(access, "evt") >= made) {
                    uses.putIfAbsent(new Use(pid, remote, made), access);
                }
            }
        }
        return uses;
    }

    private void connections() {
        Map<Use, Row> uses = uses();
        for (Row row : facts.of(Asked.CONNECTIONS)) {
            long start = Cell.number(row, "start");
            Life life = lives.at(Cell.number(row, "pid"), start);
            if (life == null || !family.contains(life)) {
                continue;
            }
            Text remote = Cell.textOrEmpty(row, "remote");
            Text text = FileRoles.isBackground(remote) ? null : Sentences.connection(life, row);
            if (text == null) {
                continue;
            }
            long bytes = Cell.number(row, "bytes_in") + Cell.number(row, "bytes_out");
            Row use = uses.get(new Use(life.pid(), remote, Cell.number(row, "evt")));
            Draft draft = use == null ? Draft.of(start, Cell.number(row, "evt"), text) : at(use, text);
            String outcome = Cell.textOrEmpty(row, "outcome").display();
            Text name = Cell.textOrEmpty(row, "name");
            drafts.add(
                    switch (outcome) {
                        case "listening" -> draft;
                        case "accepted" -> draft.foldedBy(Fold.Kind.ACCEPTED, name, Sentences.host(remote), bytes);
                        case "connected", "" ->
                            draft.foldedBy(Fold.Kind.CONNECTED, name, Sentences.host(remote), bytes);
                        default -> draft.foldedBy(Fold.Kind.FAILED_TO_CONNECT, name, Sentences.host(remote), 0);
                    });
        }
    }

    /** The sockets that were standard descriptors of a process at an event. */
    private record Standard(
            Row row, @Nullable Text input, @Nullable Text output) {
        boolean isOfProgram() {
            return Cell.textOrEmpty(row, "type").display().startsWith("execve");
        }

        /** True if each of them is one of the other's. */
        boolean isPartOf(Standard other) {
            return isOneOf(input, other) && isOneOf(output, other);
        }

        private static boolean isOneOf(@Nullable Text socket, Standard other) {
            return socket == null || hasEnd(socket, other.input) || hasEnd(socket, other.output);
        }

        /** True if they have the same last end; the first one may have been unknown before. */
        private static boolean hasEnd(Text socket, @Nullable Text other) {
            return other != null && end(socket).equals(end(other));
        }

        private static String end(Text socket) {
            String text = socket.decoded();
            return text.substring(text.indexOf("->") + 1);
        }
    }

    /** Says that of a process when it runs a program with them, or at the end of the calls that set them up. */
    private void standardSockets() {
        Map<Life, Standard> last = new LinkedHashMap<>();
        for (Row row : facts.of(Asked.STANDARD_SOCKETS)) {
            Life life = member(row);
            Standard now = new Standard(row, socket(row, "stdin"), socket(row, "stdout"));
            if (life == null || now.input() == null && now.output() == null) {
                continue;
            }
            Standard before = last.get(life);
            if (before != null && before.isOfProgram() && now.isPartOf(before)) {
                continue;
            }
            last.put(life, now);
        }
        last.forEach((life, standard) -> {
            if (!isInherited(life, standard, last)) {
                drafts.add(at(
                        standard.row(),
                        Sentences.standardSockets(
                                life, Cell.textOrEmpty(standard.row(), "name"), standard.input(), standard.output())));
            }
        });
    }

    private static boolean isInherited(Life life, Standard standard, Map<Life, Standard> all) {
        for (Life above = life.parent(); above != null; above = above.parent()) {
            Standard other = all.get(above);
            if (other != null && standard.isPartOf(other)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Text socket(Row row, String descriptor) {
        String type = Cell.textOrEmpty(row, "proc." + descriptor + ".type").display();
        return type.startsWith("ipv") ? Cell.text(row, "proc." + descriptor + ".name") : null;
    }

    // identities, changes by path, ends, losses

    private void identities() {
        for (Row row : facts.of(Asked.IDENTITIES)) {
            Life life = member(row);
            boolean same = Cell.textOrEmpty(row, "before").equals(Cell.textOrEmpty(row, "after"));
            if (life != null && (!same || Cell.isTrue(row, "failed"))) {
                drafts.add(at(row, Sentences.identity(life, row))
                        .foldedBy(
                                Fold.Kind.IDENTITY, Cell.textOrEmpty(row, "name"), Cell.textOrEmpty(row, "after"), 0));
            }
        }
    }

    private void changes() {
        for (Row execution : facts.of(Asked.EXECUTIONS)) {
            Life life = member(execution);
            String purpose = FileRoles.purpose(Cell.textOrEmpty(execution, "cmdline"));
            if (life != null && !purpose.isEmpty() && !Cell.isTrue(execution, "failed")) {
                drafts.add(at(execution, Sentences.asked(life, execution, purpose))
                        .foldedBy(Fold.Kind.CHANGED, Cell.textOrEmpty(execution, "name"), Text.ofUtf8(purpose), 0));
            }
        }
        for (TraceFacts.Calls calls : facts.changes()) {
            Life life = member(calls.first());
            if (life != null) {
                Text name = Cell.textOrEmpty(calls.first(), "name");
                drafts.add(at(calls.first(), Sentences.called(life, name, calls.call(), calls.times(), calls.failed()))
                        .foldedBy(Fold.Kind.CALLED, name, Text.ofUtf8(calls.call()), calls.times()));
            }
        }
    }

    private void ends() {
        for (Life life : family) {
            Draft draft = Draft.of(life.endNs(), life.endEvent(), Sentences.ended(life));
            Text signal = life.signal();
            if (tops.contains(life)) {
                drafts.add(draft);
            } else if (signal != null) {
                drafts.add(draft.foldedBy(Fold.Kind.SIGNALLED, Text.EMPTY, signal, 0));
            } else {
                Text code = Text.ofUtf8(life.hasExitCode() ? Long.toString(life.exitCode()) : "");
                drafts.add(draft.foldedBy(Fold.Kind.EXITED, Text.EMPTY, code, 0));
            }
        }
    }

    private void gaps() {
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Life life : family) {
            first = Math.min(first, life.startNs());
            last = life.endNs() == 0 ? Long.MAX_VALUE : Math.max(last, life.endNs());
        }
        for (Row gap : facts.of(Asked.GAPS)) {
            long from = Cell.number(gap, "from");
            long to = Cell.number(gap, "to");
            if ((from == 0 || from <= last) && (to == 0 || to >= first)) {
                long lost = Cell.isKnown(gap, "lost") ? Cell.number(gap, "lost") : -1;
                drafts.add(Draft.of(from, 0, Sentences.lost(lost, Cell.textOrEmpty(gap, "cause"))));
            }
        }
    }
}
