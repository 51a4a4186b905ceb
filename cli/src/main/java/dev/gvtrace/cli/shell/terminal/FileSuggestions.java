// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.query.line.Suggestion;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Files and directories whose names begin as typed. */
final class FileSuggestions {
    private static final int MOST = 500;

    private FileSuggestions() {}

    /** Names in the directory that is typed, which may be in quotes; hidden ones only after a dot. */
    static List<Suggestion> of(String typed) {
        String quote = typed.startsWith("\"") || typed.startsWith("'") ? typed.substring(0, 1) : "";
        String path = typed.substring(quote.length());
        int slash = path.lastIndexOf('/');
        String folder = path.substring(0, slash + 1);
        String name = path.substring(slash + 1);
        List<Suggestion> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FileNames.path(folder.isEmpty() ? "." : folder))) {
            for (Path file : files) {
                String each = FileNames.name(file);
                if (each.startsWith(name) && (!each.startsWith(".") || name.startsWith("."))) {
                    add(file, folder + each, quote, found);
                }
                if (found.size() == MOST) {
                    break;
                }
            }
        } catch (IOException | RuntimeException e) {
            return List.of(); // nothing to offer; the command reports what it cannot read
        }
        found.sort(Comparator.comparing(Suggestion::text));
        return found;
    }

    private static void add(Path file, String text, String quote, List<Suggestion> found) {
        boolean quotable = text.codePoints().noneMatch(FileSuggestions::isUnwritable);
        boolean plain = quotable && text.chars().noneMatch(c -> c == ' ' || c == '|');
        boolean directory = Files.isDirectory(file);
        String open = quote.isEmpty() && !plain ? "\"" : quote;
        if (quotable) {
            String whole = open + text + (directory ? "/" : open);
            found.add(new Suggestion(whole, directory ? "directory" : "", !directory));
        }
    }

    /** True for what cannot be in a word of a line: controls, quotes, and bytes that are not UTF-8. */
    private static boolean isUnwritable(int c) {
        return Character.isISOControl(c) || c >= 0xd800 && c < 0xe000 || c == '"' || c == '\'' || c == '\\';
    }
}
