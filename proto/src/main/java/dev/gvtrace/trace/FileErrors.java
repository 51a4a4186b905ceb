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
 * Messages for file errors. Those of the JDK often lack the reason ({@link NoSuchFileException} contains only the path)
 * or the path (channels and file stores).
 */
public final class FileErrors {
    private FileErrors() {}

    /**
     * Path and reason, such as {@code /tmp/x: permission denied}.
     *
     * @param file the file that was used; the exception's own file takes precedence, since it may be a part of it
     */
    public static String text(Path file, IOException e) {
        if (e instanceof FileSystemException problem && problem.getFile() != null) {
            // the exception contains the name in the locale's encoding
            boolean same = problem.getFile().equals(file.toString());
            return (same ? FileNames.text(file) : problem.getFile()) + ": " + reason(problem);
        }
        String reason = reason(e);
        return reason.contains(file.toString()) ? reason : FileNames.text(file) + ": " + reason;
    }

    /** What went wrong while traces were read, of which the exception itself names the file. */
    public static String message(IOException e) {
        if (e instanceof FileSystemException problem && problem.getFile() != null) {
            return problem.getFile() + ": " + reason(problem);
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** The same exception with a lossless file name: the JDK's contains it in the locale's encoding. */
    public static FileSystemException named(FileSystemException e, String name) {
        FileSystemException named = e instanceof NoSuchFileException
                ? new NoSuchFileException(name)
                : e instanceof AccessDeniedException
                        ? new AccessDeniedException(name)
                        : new FileSystemException(name, null, e.getReason());
        named.initCause(e);
        return named;
    }

    /** The reason without the path, where the two can be separated. */
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
