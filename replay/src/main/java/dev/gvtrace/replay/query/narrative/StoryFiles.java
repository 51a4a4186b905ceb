// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the sentences of a story about files, and counts what has none. */
final class StoryFiles {
    private static final Set<String> DENIED = Set.of("EACCES", "EPERM", "EROFS");

    private final Lives lives;
    private final Set<Life> family;
    private final List<Draft> drafts;
    private final Set<Text> background = new HashSet<>();
    private long uses;
    private long missed;

    StoryFiles(Lives lives, Set<Life> family, List<Draft> drafts) {
        this.lives = lives;
        this.family = family;
        this.drafts = drafts;
    }

    /** How many uses of background files were left out. */
    long uses() {
        return uses;
    }

    /** How many such files there are. */
    long files() {
        return background.size();
    }

    /** How many opens and runs of missing files were left out. */
    long missedFiles() {
        return missed;
    }

    /** Counts an attempt to run a missing file. */
    void missed() {
        missed++;
    }

    /** Makes the sentences. */
    void accesses(List<Row> accesses) {
        for (Row access : accesses) {
            Life life = lives.ofEvent(access);
            if (life == null || !family.contains(life)) {
                continue;
            }
            switch (Cell.textOrEmpty(access, "kind").display()) {
                case "file", "memfd" -> file(life, access);
                case "socket" -> socket(life, access);
                default -> {}
            }
        }
    }

    private void file(Life life, Row access) {
        Text path = Cell.textOrEmpty(access, "target");
        boolean wrote = Cell.isTrue(access, "writable") || Cell.number(access, "bytes_written") > 0;
        boolean read = Cell.number(access, "bytes_read") > 0;
        boolean opened = Cell.number(access, "opens") > 0;
        boolean named = FileRoles.isNamed(path, life.commandLine());
        if (wrote && !FileRoles.isSink(path)) {
            wrote(life, access, path);
        }
        if (wrote && FileRoles.isSink(path) || (read || opened) && FileRoles.isBackground(path) && !named) {
            uses += Math.max(1, Cell.number(access, "opens"));
            background.add(path);
        } else if (read || opened && !wrote) {
            read(life, access, path);
        } else if (!wrote && Cell.number(access, "failed") > 0) {
            failed(life, access, path, named);
        }
    }

    private void wrote(Life life, Row access, Text path) {
        boolean known = Cell.isKnown(access, "write_evt");
        drafts.add(new Draft(
                Cell.number(access, known ? "write_time" : "time"),
                Cell.number(access, known ? "write_evt" : "evt"),
                Sentences.wrote(life, access),
                FileRoles.isSecret(path)
                        ? null
                        : new Fold(Fold.Kind.WROTE, Cell.textOrEmpty(access, "name"), FileRoles.directory(path, false)),
                path,
                Cell.number(access, "bytes_written")));
    }

    private void read(Life life, Row access, Text path) {
        boolean known = Cell.isKnown(access, "read_evt");
        drafts.add(new Draft(
                Cell.number(access, known ? "read_time" : "time"),
                Cell.number(access, known ? "read_evt" : "evt"),
                Sentences.read(life, access),
                new Fold(
                        FileRoles.isSecret(path) ? Fold.Kind.READ_SECRET : Fold.Kind.READ,
                        Cell.textOrEmpty(access, "name"),
                        FileRoles.directory(path, true)),
                path,
                Cell.number(access, "bytes_read")));
    }

    private void failed(Life life, Row access, Text path, boolean named) {
        boolean denied = DENIED.contains(Cell.textOrEmpty(access, "error").display());
        if (!denied && !named && !FileRoles.isSecret(path)) {
            missed += Cell.number(access, "failed");
            return;
        }
        drafts.add(new Draft(
                Cell.number(access, "time"),
                Cell.number(access, "evt"),
                Sentences.failedToOpen(life, access),
                new Fold(Fold.Kind.FAILED_TO_OPEN, Cell.textOrEmpty(access, "name"), FileRoles.directory(path, true)),
                path,
                0));
    }

    private void socket(Life life, Row access) {
        boolean own = Cell.number(access, "maker") == life.pid() || !Cell.isKnown(access, "maker");
        long bytes = Cell.number(access, "bytes_read") + Cell.number(access, "bytes_written");
        if (own || bytes == 0 || !Cell.isKnown(access, "target")) {
            return;
        }
        boolean wroteFirst = Cell.isKnown(access, "write_evt")
                && (!Cell.isKnown(access, "read_evt")
                        || Cell.number(access, "write_evt") < Cell.number(access, "read_evt"));
        drafts.add(new Draft(
                Cell.number(access, wroteFirst ? "write_time" : "read_time"),
                Cell.number(access, wroteFirst ? "write_evt" : "read_evt"),
                Sentences.usedConnection(life, access),
                new Fold(
                        Fold.Kind.USED_CONNECTION,
                        Cell.textOrEmpty(access, "name"),
                        Cell.textOrEmpty(access, "target")),
                Text.EMPTY,
                bytes));
    }
}
