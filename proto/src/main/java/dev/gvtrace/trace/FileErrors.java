// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;

/**
 * Words for errors of files. The JDK's own often lack the reason ({@link NoSuchFileException} has the path alone) or
 * the path (those of channels and file stores).
 */
public final class FileErrors {
    private FileErrors() {}

    /**
     * Path and reason, such as {@code /tmp/x: permission denied}.
     *
     * @param file what was being used; the exception's own file goes before it, since it may be a part of it
     */
    public static String text(Path file, IOException e) {
        if (e instanceof FileSystemException problem && problem.getFile() != null) {
            // the exception has the name as the locale shows it
            boolean same = problem.getFile().equals(file.toString());
            return (same ? FileNames.text(file) : problem.getFile()) + ": " + reason(problem);
        }
        String reason = reason(e);
        return reason.contains(file.toString()) ? reason : FileNames.text(file) + ": " + reason;
    }

    /** The same exception about a file of that name: the JDK's has it as the locale shows it. */
    public static FileSystemException named(FileSystemException e, String name) {
        FileSystemException named = e instanceof NoSuchFileException
                ? new NoSuchFileException(name)
                : e instanceof AccessDeniedException
                        ? new AccessDeniedException(name)
                        : new FileSystemException(name, null, e.getReason());
        named.initCause(e);
        return named;
    }

    /** The reason alone, without the path where the two can be separated. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof NotDirectoryException) {
            return "not a directory";
        } else if (e instanceof FileAlreadyExistsException) {
            return "exists already";
        } else if (e instanceof DirectoryNotEmptyException) {
            return "directory that is not empty";
        } else if (e instanceof FileSystemLoopException) {
            return "symbolic links in a circle";
        } else if (e instanceof NotLinkException) {
            return "not a symbolic link";
        } else if (e instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
