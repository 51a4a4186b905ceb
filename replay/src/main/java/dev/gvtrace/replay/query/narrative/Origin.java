// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows the content of a file of a trace back to where it came from. Used once. */
final class Origin {
    /** How many files away from the one asked for the search goes. */
    private static final int DEEPEST = 5;

    /** The largest number of inputs of a process that each have a sentence. */
    private static final int MOST_INPUTS = 8;

    private static final int MOST_STEPS = 200;
    private static final Text PIPE = Text.ofUtf8("pipe");
    private static final Text SOCKET = Text.ofUtf8("socket");

    private final TraceFacts facts;
    private final Lives lives;
    private final Writes writes;
    private final List<Step> steps = new ArrayList<>();
    private final Set<Object> done = new HashSet<>();

    /** How sure a step is. */
    enum Certainty {
        SEEN,
        LIKELY,
        POSSIBLE,
        UNKNOWN;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A sentence about an event. */
    record Step(long timeNs, long event, Certainty certainty, Text text) {}

    private record File(Text container, Text path) {}

    Origin(TraceFacts facts) {
        this.facts = facts;
        lives = new Lives(facts.of(Asked.PROCESSES));
        writes = new Writes(facts.of(Asked.ACCESSES));
    }

    /** The steps, the file itself first; none if the trace does not have the path. */
    List<Step> of(Text path) {
        Set<Text> containers = new LinkedHashSet<>();
        facts.of(Asked.ACCESSES).forEach(row -> containers.add(Cell.textOrEmpty(row, "container")));
        facts.of(Asked.EXECUTIONS).forEach(row -> containers.add(Cell.textOrEmpty(row, "container")));
        for (Text container : containers) {
            if (occurs(new File(container, path))) {
                file(new File(container, path), Long.MAX_VALUE, 0);
            }
        }
        return steps;
    }

    private boolean occurs(File file) {
        return !writes.of(file.container(), file.path()).isEmpty()
                || !movers(file, Long.MAX_VALUE).isEmpty()
                || run(file) != null
                || facts.of(Asked.ACCESSES).stream().anyMatch(row -> isOf(row, file));
    }

    private static boolean isOf(Row access, File file) {
        Text path = FileRoles.merged(file.path());
        return file.container().equals(Cell.textOrEmpty(access, "container"))
                && (path.equals(FileRoles.merged(Cell.textOrEmpty(access, "target")))
                        || path.equals(FileRoles.merged(Cell.textOrEmpty(access, "resolved"))));
    }

    /** The steps of a file as it was before an event. */
    private void file(File file, long before, int depth) {
        if (depth > DEEPEST || steps.size() > MOST_STEPS || !done.add(file)) {
            return;
        }
        boolean written = false;
        for (Row write : writes.of(file.container(), file.path())) {
            if (Cell.number(write, "evt") < before) {
                written = true;
                writer(write, file, depth);
            }
        }
        for (Row mover : movers(file, before)) {
            written = true;
            mover(mover, file, depth);
        }
        if (!written) {
            notWritten(file);
        }
        sameDigest(file);
    }

    private void add(long timeNs, long event, Certainty certainty, Text text) {
        steps.add(new Step(timeNs, event, certainty, text));
    }

    private void add(Row row, Certainty certainty, Text text) {
        add(Cell.number(row, "time"), Cell.number(row, "evt"), certainty, text);
    }

    // what wrote the file

    private void writer(Row write, File file, int depth) {
        Life life = lives.ofEvent(write);
        if (life == null) {
            return;
        }
        boolean known = Cell.isKnown(write, "write_evt");
        add(
                Cell.number(write, known ? "write_time" : "time"),
                Cell.number(write, known ? "write_evt" : "evt"),
                known ? Certainty.SEEN : Certainty.POSSIBLE,
                Sentences.wrote(life, write));
        Row program = program(life, Cell.number(write, "evt"));
        if (program != null && done.add(program)) {
            add(program, Certainty.SEEN, OriginSentences.program(life, program));
        }
        long last = known ? Cell.number(write, "last_write_evt") : Long.MAX_VALUE;
        inputs(life, write, program, last, file, depth);
    }

    /** The execution of the program that the process ran at an event; null if that was not seen. */
    private @Nullable Row program(Life life, long event) {
        for (Life above = life; above != null; above = above.parent()) {
            Row last = null;
            for (Row execution : facts.of(Asked.EXECUTIONS)) {
                if (Cell.number(execution, "pid") == above.pid()
                        && Cell.number(execution, "evt") <= event
                        && !Cell.isTrue(execution, "failed")
                        && lives.ofEvent(execution) == above) {
                    last = execution;
                }
            }
            if (last != null) {
                return last;
            }
        }
        return null;
    }

    private void inputs(Life life, Row write, @Nullable Row program, long before, File file, int depth) {
        List<Row> inputs = new ArrayList<>();
        for (Row access : facts.of(Asked.ACCESSES)) {
            if (Cell.number(access, "pid") == life.pid()
                    && lives.ofEvent(access) == life
                    && !isOf(access, file)
                    && isInput(access, before)) {
                inputs.add(access);
            }
        }
        if (inputs.isEmpty()) {
            add(0, 0, Certainty.UNKNOWN, OriginSentences.noInput(life, Cell.textOrEmpty(write, "name")));
            return;
        }
        int shown = inputs.size() <= MOST_INPUTS ? inputs.size() : MOST_INPUTS - 1;
        List<Row> followed = inputs.subList(0, shown);
        for (Row input : followed) {
            input(life, input, certainty(input, write, program, inputs.size()));
        }
        if (shown < inputs.size()) {
            add(0, 0, Certainty.POSSIBLE, OriginSentences.moreInputs(life, inputs.size() - shown));
        }
        for (Row input : followed) {
            follow(life, input, before, depth);
        }
    }

    private static boolean isInput(Row access, long before) {
        Text kind = Cell.textOrEmpty(access, "kind");
        if (Cell.isKnown(access, "read_evt")) {
            return Cell.number(access, "read_evt") <= before
                    && (kind.equals(PIPE) || kind.equals(SOCKET) || !isBackground(access));
        }
        boolean file = kind.display().equals("file") || kind.display().equals("memfd");
        return file
                && Cell.number(access, "opens") > 0
                && !Cell.isTrue(access, "writable")
                && Cell.number(access, "evt") <= before
                && !isBackground(access);
    }

    private static boolean isBackground(Row access) {
        Text path = Cell.textOrEmpty(access, "target");
        return FileRoles.isBackground(path) || FileRoles.isSink(path);
    }

    private static Certainty certainty(Row input, Row write, @Nullable Row program, int inputs) {
        long read = Cell.number(input, "bytes_read");
        boolean sameSize = read > 0 && read == Cell.number(write, "bytes_written");
        Text arguments = program == null ? Text.EMPTY : Cell.textOrEmpty(program, "cmdline");
        boolean named = FileRoles.isNamed(Cell.textOrEmpty(input, "target"), arguments)
                && FileRoles.isNamed(Cell.textOrEmpty(write, "target"), arguments);
        return inputs == 1 || sameSize || named ? Certainty.LIKELY : Certainty.POSSIBLE;
    }

    private void input(Life life, Row input, Certainty certainty) {
        boolean known = Cell.isKnown(input, "read_evt");
        Text text = switch (Cell.textOrEmpty(input, "kind").display()) {
            case "socket" -> OriginSentences.received(life, input);
            case "pipe" -> OriginSentences.fromPipe(life, input);
            default -> Sentences.read(life, input);
        };
        add(
                Cell.number(input, known ? "read_time" : "time"),
                Cell.number(input, known ? "read_evt" : "evt"),
                certainty,
                text);
    }

    /**
     * Follows an input further: a file to what wrote it, a pipe to the processes beside this one that wrote to pipes.
     */
    private void follow(Life life, Row input, long before, int depth) {
        Text kind = Cell.textOrEmpty(input, "kind");
        if (kind.equals(PIPE)) {
            pipe(life, before, depth);
        } else if (!kind.equals(SOCKET)) {
            file(new File(Cell.textOrEmpty(input, "container"), Cell.textOrEmpty(input, "target")), before, depth + 1);
        }
    }

    private void pipe(Life reader, long before, int depth) {
        for (Row access : facts.of(Asked.ACCESSES)) {
            Life life = lives.ofEvent(access);
            boolean wrote = Cell.textOrEmpty(access, "kind").equals(PIPE)
                    && Cell.isKnown(access, "write_evt")
                    && Cell.number(access, "write_evt") <= before;
            if (wrote && life != null && life != reader && isNear(life, reader) && done.add(life)) {
                add(
                        Cell.number(access, "write_time"),
                        Cell.number(access, "write_evt"),
                        Certainty.POSSIBLE,
                        OriginSentences.intoPipe(life, access));
                Row program = program(life, Cell.number(access, "evt"));
                if (program != null && done.add(program)) {
                    add(program, Certainty.SEEN, OriginSentences.program(life, program));
                }
                if (depth < DEEPEST) {
                    File pipe = new File(Text.EMPTY, Text.EMPTY);
                    inputs(life, access, program, Cell.number(access, "last_write_evt"), pipe, depth + 1);
                }
            }
        }
    }

    /** True if one made the other, or the same process made both. */
    private static boolean isNear(Life one, Life other) {
        return one.parent() == other || other.parent() == one || one.parent() != null && one.parent() == other.parent();
    }

    // what moved the file there

    /** The runs of programs that move, rename or link files and name the file as the last argument. */
    private List<Row> movers(File file, long before) {
        List<Row> movers = new ArrayList<>();
        for (Row execution : facts.of(Asked.EXECUTIONS)) {
            Text command = Cell.textOrEmpty(execution, "cmdline");
            if (!Cell.isTrue(execution, "failed")
                    && Cell.number(execution, "evt") < before
                    && file.container().equals(Cell.textOrEmpty(execution, "container"))
                    && FileRoles.makesNames(command)
                    && isTarget(command, file.path())) {
                movers.add(execution);
            }
        }
        return movers;
    }

    private static boolean isTarget(Text command, Text path) {
        List<Text> words = words(command);
        if (words.isEmpty()) {
            return false;
        }
        Text target = words.get(words.size() - 1);
        if (FileRoles.merged(target).equals(FileRoles.merged(path))) {
            return true;
        }
        // into a directory, under the old name
        Text directory = FileRoles.directory(path, false);
        String name = path.decoded().substring(path.decoded().lastIndexOf('/') + 1);
        boolean into = target.equals(directory) || target.decoded().equals(directory.decoded() + "/");
        return into
                && words.stream()
                        .anyMatch(word -> word != target && word.decoded().endsWith("/" + name));
    }

    private static List<Text> words(Text command) {
        byte[] bytes = FileRoles.arguments(command).bytes();
        List<Text> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == ' ') {
                if (i > start) {
                    words.add(Text.ofBytes(bytes, start, i - start));
                }
                start = i + 1;
            }
        }
        return words;
    }

    private void mover(Row execution, File file, int depth) {
        Life life = lives.ofEvent(execution);
        if (life == null) {
            return;
        }
        Text command = Cell.textOrEmpty(execution, "cmdline");
        add(execution, Certainty.LIKELY, Sentences.asked(life, execution, FileRoles.purpose(command)));
        List<Text> words = words(command);
        for (Text word : words.subList(0, words.size() - 1)) {
            if (word.startsWith(Text.ofUtf8("/"))) {
                file(new File(file.container(), word), Cell.number(execution, "evt"), depth + 1);
            }
        }
    }

    // what nothing wrote

    /** The last run of the file as a program; null if it was not run. */
    private @Nullable Row run(File file) {
        Row last = null;
        for (Row execution : facts.of(Asked.EXECUTIONS)) {
            if (!Cell.isTrue(execution, "failed")
                    && file.container().equals(Cell.textOrEmpty(execution, "container"))
                    && FileRoles.merged(file.path()).equals(FileRoles.merged(Cell.textOrEmpty(execution, "exepath")))) {
                last = execution;
            }
        }
        return last;
    }

    private void notWritten(File file) {
        Row run = run(file);
        String origin = run == null ? "" : Cell.textOrEmpty(run, "origin").display();
        if (run != null && origin.equals("image")) {
            add(run, Certainty.SEEN, OriginSentences.fromImage(file.path()));
        } else if (run != null && origin.equals("written")) {
            add(run, Certainty.SEEN, OriginSentences.writtenUnseen(file.path()));
        } else {
            add(0, 0, Certainty.UNKNOWN, OriginSentences.notWritten(file.path()));
        }
    }

    private void sameDigest(File file) {
        Row run = run(file);
        Text digest = run == null ? null : Cell.text(run, "sha256");
        if (run == null || digest == null) {
            return;
        }
        for (Row execution : facts.of(Asked.EXECUTIONS)) {
            Text other = Cell.textOrEmpty(execution, "exepath");
            if (digest.equals(Cell.text(execution, "sha256"))
                    && !FileRoles.merged(other).equals(FileRoles.merged(file.path()))
                    && done.add(List.of(file, other))) {
                add(execution, Certainty.SEEN, OriginSentences.sameContent(file.path(), other, digest));
            }
        }
    }
}
