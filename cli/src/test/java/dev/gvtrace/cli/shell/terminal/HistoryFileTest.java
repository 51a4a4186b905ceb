// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    private Path prepared() {
        return HistoryFile.prepared(Map.of("XDG_STATE_HOME", folder.toString()), notes::add);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void onlyTheUserCanReadIt() throws IOException {
        Path file = prepared();
        assertThat(notes).isEmpty();
        assertThat(file).isEqualTo(folder.resolve("gvtrace/query-history"));
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(file.getParent())).isEqualTo("rwx------");
    }

    @Test
    void anOlderFileIsClosedToOthersAndKept() throws IOException {
        Path file = Files.createDirectories(folder.resolve("gvtrace")).resolve("query-history");
        Files.writeString(file, "ps\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(prepared()).isEqualTo(file);
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(file).hasContent("ps\n");
    }

    @Test
    void aLinkOrDirectoryIsRefused() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "kept");
        Path file = Files.createDirectories(folder.resolve("gvtrace")).resolve("query-history");
        Files.createSymbolicLink(file, other);
        assertThat(prepared()).isNull();
        assertThat(notes).containsExactly("no history is kept: " + file + " is not a regular file");
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(prepared()).isNull();
        assertThat(other).hasContent("kept");
    }

    @Test
    void aFileOfAnotherUserIsRefused() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        Path file = Files.createDirectories(folder.resolve("gvtrace")).resolve("query-history");
        Files.createFile(file);
        Files.setAttribute(file, "unix:uid", 12345);
        assertThat(prepared()).isNull();
        assertThat(notes).containsExactly("no history is kept: " + file + " belongs to another user");
        Files.setAttribute(file.getParent(), "unix:uid", 12345);
        assertThat(prepared()).isNull();
        assertThat(notes.get(1)).endsWith(file.getParent() + " belongs to another user");
    }

    @Test
    void withoutAHomeTheShellGoesOnWithoutIt() throws IOException {
        assertThat(HistoryFile.prepared(Map.of(), notes::add)).isNull();
        Path notAFolder = Files.createFile(folder.resolve("file"));
        assertThat(HistoryFile.prepared(Map.of("HOME", notAFolder.toString()), notes::add))
                .isNull();
        assertThat(notes).hasSize(2).allSatisfy(note -> assertThat(note).startsWith("no history is kept: "));
    }
}
