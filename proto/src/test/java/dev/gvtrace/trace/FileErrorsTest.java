// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.Test;

class FileErrorsTest {
    private static final Path FOLDER = Path.of("/data/traces");

    @Test
    void aReasonWithoutAPathGetsOne() {
        assertThat(FileErrors.text(FOLDER, new IOException("Mount point not found")))
                .isEqualTo("/data/traces: Mount point not found");
        assertThat(FileErrors.text(FOLDER, new IOException())).isEqualTo("/data/traces: IOException");
        assertThat(FileErrors.text(FOLDER, new FileSystemException(null, null, "No space left")))
                .isEqualTo("/data/traces: No space left");
    }

    @Test
    void aPathWithoutAReasonGetsOne() {
        String file = "/data/traces/x";
        for (FileSystemException e : List.of(
                new NoSuchFileException(file),
                new AccessDeniedException(file),
                new NotDirectoryException(file),
                new FileAlreadyExistsException(file),
                new DirectoryNotEmptyException(file),
                new FileSystemLoopException(file),
                new NotLinkException(file))) {
            assertThat(FileErrors.text(FOLDER, e)).matches(file + ": [a-z][a-z ]+");
            assertThat(FileErrors.reason(e)).doesNotContain("/");
        }
    }

    @Test
    void doesNotRepeatThePathOrTheReason() {
        assertThat(FileErrors.text(FOLDER, new FileSystemException("/data", null, "Input/output error")))
                .isEqualTo("/data: Input/output error");
        assertThat(FileErrors.text(FOLDER, new IOException("/data/traces/a.gvt: not a trace")))
                .isEqualTo("/data/traces/a.gvt: not a trace");
    }
}
