// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A file that a command writes: it appears under its name only when it is complete. Until {@link #finish} it has a
 * temporary name in the same directory; if it is closed before, it is deleted. An existing file is replaced only with
 * {@code --force}.
 */
public final class NewFile implements Closeable {
    private final Path target;
    private final Path unfinished;
    private final boolean force;
    private boolean finished;

    private NewFile(Path target, Path unfinished, boolean force) {
        this.target = target;
        this.unfinished = unfinished;
        this.force = force;
    }

    /** Prepares a file; rejects one that would replace an input. */
    public static NewFile prepare(Path target, boolean force, List<Path> inputs) {
        try {
            if (Files.exists(target)) {
                refuse(target, force, inputs);
            }
            Path name = target.getFileName();
            if (name == null) {
                throw new CommandException(
                        ExitCode.NOT_WRITTEN, FileNames.text(target) + ": invalid name: expected a file");
            }
            String beside =
                    "." + FileNames.text(name) + "." + ProcessHandle.current().pid() + ".unfinished";
            return new NewFile(target, target.resolveSibling(FileNames.path(beside)), force);
        } catch (IOException e) {
            throw notWritten(target, e);
        }
    }

    private static void refuse(Path target, boolean force, List<Path> inputs) throws IOException {
        if (!force) {
            throw new CommandException(
                    ExitCode.NOT_WRITTEN, FileNames.text(target) + ": is there already; --force replaces it");
        }
        if (!Files.isRegularFile(target)) {
            throw new CommandException(ExitCode.NOT_WRITTEN, FileNames.text(target) + ": not a regular file");
        }
        for (Path input : inputs) {
            if (Files.exists(input) && Files.isSameFile(input, target)) {
                throw new CommandException(ExitCode.USAGE, FileNames.text(target) + ": is the input as well");
            }
        }
    }

    /** Where to write, with a call that refuses an existing file. */
    public Path path() {
        return unfinished;
    }

    /** Gives the file its name. */
    public void finish() throws IOException {
        if (force) {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } else {
            link();
        }
        finished = true;
    }

    /** A link fails if the name is in use by now; a move would replace the file. */
    private void link() throws IOException {
        try {
            Files.createLink(target, unfinished);
            Files.delete(unfinished);
        } catch (UnsupportedOperationException e) {
            Files.move(unfinished, target);
        }
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            Files.deleteIfExists(unfinished);
        }
    }

    /** The error of an output that could not be written. */
    public static CommandException notWritten(Path target, IOException e) {
        String why = e instanceof FileAlreadyExistsException
                ? "is there already"
                : e instanceof NoSuchFileException ? "no such folder" : FileErrors.reason(e);
        return new CommandException(ExitCode.NOT_WRITTEN, FileNames.text(target) + ": not written: " + why, e);
    }
}
