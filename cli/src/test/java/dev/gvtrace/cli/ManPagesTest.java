// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.derived.DerivedTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * The man pages. Those of section 1 are written from the definitions of the commands and that of the tables from their
 * schemas ({@code -Dgolden.update=true} writes them again), the others of section 7 by hand.
 */
class ManPagesTest {
    private static final Path MAN = Repository.top().resolve("man");
    private static final Pattern REFERENCE = Pattern.compile("(gvtrace[a-z-]*)\\(([17])\\)");
    /** The pages of section 7 that a command refers to; {@code gvtrace} refers to all. */
    private static final Map<String, List<String>> TOPICS = Map.ofEntries(
            Map.entry(
                    "gvtrace",
                    List.of(
                            "gvtrace-investigate",
                            "gvtrace-falco",
                            "gvtrace-sessions",
                            "gvtrace-recording",
                            "gvtrace-redaction",
                            "gvtrace-operation",
                            "gvtrace-tables",
                            "gvtrace-limits")),
            Map.entry("gvtrace-capture", List.of("gvtrace-recording", "gvtrace-operation", "gvtrace-sessions")),
            Map.entry("gvtrace-status", List.of("gvtrace-operation")),
            Map.entry("gvtrace-session", List.of("gvtrace-sessions")),
            Map.entry("gvtrace-session-install", List.of("gvtrace-sessions")),
            Map.entry("gvtrace-stamp", List.of("gvtrace-recording", "gvtrace-operation")),
            Map.entry("gvtrace-export", List.of("gvtrace-redaction")),
            Map.entry("gvtrace-verify", List.of("gvtrace-recording", "gvtrace-redaction")),
            Map.entry("gvtrace-repair", List.of("gvtrace-recording")),
            Map.entry("gvtrace-replay", List.of("gvtrace-falco", "gvtrace-limits")),
            Map.entry("gvtrace-query", List.of("gvtrace-investigate", "gvtrace-tables", "gvtrace-limits")),
            Map.entry("gvtrace-rules", List.of("gvtrace-falco")),
            Map.entry("gvtrace-rules-check", List.of("gvtrace-falco")),
            Map.entry("gvtrace-rules-coverage", List.of("gvtrace-sessions")));

    @Test
    void manPagesAreThoseOfTheDefinition() throws Exception {
        Map<String, String> pages = pages();
        if (Boolean.getBoolean("golden.update")) {
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(MAN.resolve(page.getKey()), page.getValue());
            }
        }
        pages.forEach((name, page) -> assertThat(MAN.resolve(name)).content().isEqualTo(page));
        try (Stream<Path> files = Files.list(MAN)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".1")))
                    .containsExactlyInAnyOrderElementsOf(pages.keySet().stream()
                            .filter(name -> name.endsWith(".1"))
                            .toList());
        }
    }

    /** Lines that are not filled have to fit a terminal of 80 columns after the indentation that man gives them. */
    @Test
    void linesThatStayAsTheyAreFit() throws Exception {
        pages().forEach((name, page) -> {
            boolean asItIs = false;
            for (String line : page.split("\n")) {
                asItIs = line.equals(".nf") || asItIs && !line.equals(".fi");
                String shown = line.replace("\\-", "-").replace("\\e", "\\");
                assertThat(asItIs && shown.length() > 72).as(name + ": " + line).isFalse();
            }
        });
    }

    @Test
    void everyTopicIsNamedInTheReadmeAndInTheFirstPage() throws IOException {
        List<String> topics = new ArrayList<>();
        for (Path page : pagesOnDisk()) {
            String name = page.getFileName().toString();
            if (name.endsWith(".7")) {
                topics.add(name.replace(".7", ""));
            }
        }
        assertThat(TOPICS.get("gvtrace")).containsExactlyInAnyOrderElementsOf(topics);
        assertThat(TOPICS.values()).allSatisfy(named -> assertThat(topics).containsAll(named));
        String readme = Files.readString(Repository.top().resolve("README.md"));
        assertThat(topics).allSatisfy(topic -> assertThat(readme).contains("[" + topic + "(7)](man/" + topic + ".7)"));
    }

    @Test
    void pagesReferToPagesThatExist() throws IOException {
        for (Path page : pagesOnDisk()) {
            Matcher reference = REFERENCE.matcher(Files.readString(page).replace("\\-", "-"));
            while (reference.find()) {
                assertThat(MAN.resolve(reference.group(1) + "." + reference.group(2)))
                        .as(page + " refers to " + reference.group())
                        .exists();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> pagesRenderWithoutWarnings() throws IOException {
        return pagesOnDisk().stream()
                .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> renders(page)));
    }

    private static void renders(Path page) throws IOException, InterruptedException {
        Process groff;
        try {
            groff = new ProcessBuilder("groff", "-man", "-Tutf8", "-ww", "-z", page.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no groff");
            throw e;
        }
        groff.getOutputStream().close();
        String warnings = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(groff.waitFor()).as(warnings).isZero();
        assertThat(warnings).isEmpty();
    }

    private static List<Path> pagesOnDisk() throws IOException {
        try (Stream<Path> files = Files.list(MAN)) {
            return files.sorted().toList();
        }
    }

    @Test
    void everyColumnAndTableHasASentence() throws Exception {
        for (Table table : tables().all()) {
            assertThat(table.schema().description()).as(table.schema().name()).endsWith(".");
            assertThat(table.schema().columns())
                    .allSatisfy(column -> assertThat(column.description())
                            .as(table.schema().name() + "." + column.name())
                            .endsWith("."));
        }
    }

    @Test
    void everyOptionHasAnExplanation() throws IOException {
        List<String> bare = new ArrayList<>();
        for (CommandLine command : commands(program())) {
            command.getCommandSpec().args().forEach(argument -> {
                if (!argument.hidden()
                        && String.join("", argument.renderedDescription()).isBlank()) {
                    bare.add(command.getCommandSpec().qualifiedName() + " " + argument);
                }
            });
        }
        assertThat(bare).isEmpty();
    }

    private static CommandLine program() throws IOException {
        return Verbs.commandLine(Program.streams(new byte[0]), "");
    }

    /** Those of gvtrace, without the extensions of other tests. */
    private static TableCatalog tables() throws Exception {
        return TableCatalog.of(EventBinding.of(List.of()), List.of(new DerivedTables()));
    }

    private static Map<String, String> pages() throws Exception {
        Map<String, String> pages = new TreeMap<>();
        pages.put("gvtrace-tables.7", TablePageWriter.page(tables()));
        CommandLine program = program();
        for (CommandLine command : commands(program)) {
            String name = command.getCommandSpec().qualifiedName("-");
            List<String> seeAlso = new ArrayList<>();
            if (command.getParent() != null) {
                seeAlso.add(command.getParent().getCommandSpec().qualifiedName("-") + "(1)");
            }
            command.getSubcommands().values().stream()
                    .filter(c -> !c.getCommandSpec().usageMessage().hidden())
                    .forEach(c -> seeAlso.add(c.getCommandSpec().qualifiedName("-") + "(1)"));
            TOPICS.getOrDefault(name, List.of()).forEach(topic -> seeAlso.add(topic + "(7)"));
            pages.put(name + ".1", ManPageWriter.page(command, seeAlso));
        }
        return pages;
    }

    private static List<CommandLine> commands(CommandLine from) {
        List<CommandLine> all = new ArrayList<>();
        all.add(from);
        from.getSubcommands().values().stream()
                .filter(c -> !c.getCommandSpec().usageMessage().hidden())
                .forEach(c -> all.addAll(commands(c)));
        return all;
    }
}
