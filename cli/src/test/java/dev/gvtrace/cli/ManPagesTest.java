// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The man pages say what the help says. {@code -Dgolden.update=true} writes them anew. */
class ManPagesTest {
    private static final Path MAN = Repository.top().resolve("man");

    @Test
    void manPagesAreThoseOfTheDefinition() throws IOException {
        Map<String, String> pages = pages();
        if (Boolean.getBoolean("golden.update")) {
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(MAN.resolve(page.getKey()), page.getValue());
            }
        }
        pages.forEach((name, page) -> assertThat(MAN.resolve(name)).content().isEqualTo(page));
        try (Stream<Path> files = Files.list(MAN)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".1")))
                    .containsExactlyInAnyOrderElementsOf(pages.keySet());
        }
    }

    /** Lines that are not filled have to fit a terminal of 80 columns behind the indentation that man gives them. */
    @Test
    void linesThatStayAsTheyAreFit() throws IOException {
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

    private static Map<String, String> pages() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        CommandLine program = program();
        for (CommandLine command : commands(program)) {
            String name = command.getCommandSpec().qualifiedName("-");
            List<String> seeAlso = new ArrayList<>();
            if (command.getParent() != null) {
                seeAlso.add(command.getParent().getCommandSpec().qualifiedName("-"));
            }
            command.getSubcommands().values().stream()
                    .filter(c -> !c.getCommandSpec().usageMessage().hidden())
                    .forEach(c -> seeAlso.add(c.getCommandSpec().qualifiedName("-")));
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
