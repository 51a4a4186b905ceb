// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ledger.LedgerWriter;
import dev.gvtrace.trace.ledger.UnfinishedFiles;
import dev.gvtrace.trace.source.TraceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Files that a recorder is writing: unsealed like those that a crash left. */
public final class RecordedFiles {
    private RecordedFiles() {}

    /**
     * The files that recorders which run now are writing in a directory or below it.
     *
     * @throws IOException when the directory or a ledger cannot be read
     */
    public static Set<Path> under(Path directory) throws IOException {
        Set<Path> files = new HashSet<>();
        for (Path ledger : TraceFiles.named(directory, LedgerWriter.FILE_NAME)) {
            Path folder = ledger.resolveSibling("");
            if (DirectoryLock.isRecordedTo(folder)) {
                for (Text name : UnfinishedFiles.of(folder)) {
                    files.add(ledger.resolveSibling(FileNames.path(EscapedText.of(name))));
                }
            }
        }
        return files;
    }
}
