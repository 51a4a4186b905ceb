// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comments and documents are at most 120 wide and free of the wordings in {@code .mvn/prose.txt}. */
class ProseTest {
    private static final Path TOP = Repository.top();
    private static final int WIDTH = 120;
    private static final Pattern COMMENT = Pattern.compile("\\s*(//|/\\*|\\*).*");
    /** Where a text block begins or ends. */
    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"");

    /** Tables, indented code, images. */
    private static final Pattern NOT_PROSE = Pattern.compile("\\s*(\\||!\\[).*| {4,}.*");

    @Test
    void javaCommentsAreAtMost120Wide() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path file : files(".java")) {
            boolean literal = false;
            boolean textBlock = false;
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                literal = (literal || line.contains("<pre>")) && !line.contains("</pre>");
                textBlock ^= TEXT_BLOCK.matcher(line).results().count() % 2 == 1;
                if (length(line) > WIDTH
                        && !literal
                        && !textBlock
                        && COMMENT.matcher(line).matches()) {
                    wide.add(place(file, number));
                }
            }
        }
        assertThat(wide).as("wrap them with .ci/wrap-comments").isEmpty();
    }

    @Test
    void proseOfDocumentsIsAtMost120Wide() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path file : files(".md")) {
            boolean fenced = false;
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                fenced ^= line.startsWith("```");
                if (length(line) > WIDTH && !fenced && !NOT_PROSE.matcher(line).matches()) {
                    wide.add(place(file, number));
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    @Test
    void noRefusedWordingIsUsed() throws IOException {
        List<Wording> wordings = wordings();
        List<String> found = new ArrayList<>();
        for (Path file : files(".java", ".md", ".7")) {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                for (Wording wording : wordings) {
                    Matcher matcher = wording.refused().matcher(line);
                    if (matcher.find()) {
                        found.add(place(file, number) + " '" + matcher.group() + "', better: " + wording.instead());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void eachWordingRefusesItsExample() throws IOException {
        assertThat(wordings())
                .isNotEmpty()
                .allSatisfy(wording -> assertThat(wording.example()).containsPattern(wording.refused()));
    }

    @Test
    void plainSentencesAreNotRefused() throws IOException {
        Predicate<String> refused = wordings().stream()
                .map(Wording::refused)
                .map(Pattern::asPredicate)
                .reduce(line -> false, Predicate::or);
        assertThat(List.of(
                        "There is no time.",
                        "It is no longer there.",
                        "It cannot wait.",
                        "It is not a time.",
                        "{@code kind} stands for a file.",
                        "The column with this name, or null if there is none.",
                        "Sentry dropped: told by runsc at the end"))
                .noneMatch(refused);
    }

    /** A line of the list. */
    private record Wording(Pattern refused, String instead, String example) {}

    private static List<Wording> wordings() throws IOException {
        List<Wording> wordings = new ArrayList<>();
        for (String line : Files.readAllLines(TOP.resolve(".mvn").resolve("prose.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" -> ", 3);
                wordings.add(new Wording(Pattern.compile(parts[0]), parts[1], parts[2]));
            }
        }
        return wordings;
    }

    /** All files with these endings except built ones. */
    private static List<Path> files(String... endings) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : List.of("proto", "capture", "replay", "cli", "bench", "stress", "samples", "man")) {
            try (Stream<Path> files = Files.walk(TOP.resolve(folder))) {
                files.filter(file -> !TOP.relativize(file).startsWith(Path.of(folder, "target")))
                        .forEach(found::add);
            }
        }
        try (Stream<Path> files = Files.list(TOP)) {
            files.forEach(found::add);
        }
        found.removeIf(file ->
                file.endsWith(Path.of("ProseTest.java")) || Stream.of(endings).noneMatch(file.toString()::endsWith));
        assertThat(found).isNotEmpty();
        return found;
    }

    private static int length(String line) {
        return line.codePointCount(0, line.length());
    }

    private static String place(Path file, int line) {
        return TOP.relativize(file) + ":" + line;
    }
}
