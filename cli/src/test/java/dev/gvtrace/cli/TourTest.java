// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The investigation of gvtrace-investigate(7): its commands are typed at a terminal, which tmux plays, and the screen
 * then has what the page shows. With {@code -Dgolden.update=true} the page is written from the screen.
 */
class TourTest {
    private static final Path PAGE = Repository.top().resolve("man/gvtrace-investigate.7");
    private static final String TRACE = "samples/traces/web-break-in.gvt";
    private static final Pattern PROMPT = Pattern.compile("(?m)^gvtrace(?: [^>\n]*)?> ?");
    private static final String ELLIPSIS = "\\[u2026]";
    private static final int MOST_COMMANDS = 12;

    /** Only ends a test that waits for what never comes. */
    private static final int MOST_LOOKS = 600;

    @TempDir
    private Path folder;

    private @Nullable Tmux tmux;

    @AfterEach
    void endTmux() throws Exception {
        if (tmux != null) {
            tmux.close();
        }
    }

    @Test
    void theInvestigationTakesFewCommands() throws IOException {
        assertThat(commands()).hasSizeBetween(1, MOST_COMMANDS);
    }

    @Test
    void thePageShowsWhatTheProgramPrints() throws Exception {
        start();
        List<String> answers = new ArrayList<>();
        List<String> commands = commands();
        // the shell opens with the first answer, for which nothing is typed
        answers.add(screen(1).get(0));
        for (String command : commands.subList(1, commands.size())) {
            tmux.type("-l", command);
            tmux.type("Enter");
            List<String> parts = screen(answers.size() + 1);
            answers.add(parts.get(parts.size() - 2).stripTrailing());
        }
        String page = Files.readString(PAGE);
        String shown = withAnswers(page, answers);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, shown);
        }
        assertThat(page).isEqualTo(shown);
    }

    /** The first line of each example, without the prompt. */
    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        boolean begins = false;
        for (String line : Files.readString(PAGE).split("\n")) {
            if (begins) {
                commands.add(PROMPT.matcher(plain(line)).replaceFirst(""));
            }
            begins = line.equals(".nf");
        }
        return commands;
    }

    private static String withAnswers(String page, List<String> answers) {
        StringBuilder out = new StringBuilder();
        int example = 0;
        boolean inside = false;
        for (String line : page.split("\n")) {
            boolean ends = line.equals(".fi");
            if (!inside || ends) {
                out.append(line).append('\n');
            }
            if (line.equals(".nf")) {
                answers.get(example++)
                        .lines()
                        .map(TourTest::roff)
                        .forEach(each -> out.append(each).append('\n'));
            }
            inside = line.equals(".nf") || inside && !ends;
        }
        return out.toString();
    }

    private static String roff(String line) {
        String escaped = line.replace("\\", "\\e").replace("-", "\\-").replace("\u2026", ELLIPSIS);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private static String plain(String line) {
        return line.replace(ELLIPSIS, "\u2026")
                .replace("\\&", "")
                .replace("\\-", "-")
                .replace("\\e", "\\");
    }

    private void start() throws Exception {
        Files.createSymbolicLink(folder.resolve("samples"), Repository.top().resolve("samples"));
        tmux = Tmux.start(
                folder,
                80,
                50,
                "cd '" + folder + "'\nHOME='" + folder + "' XDG_STATE_HOME= XDG_CONFIG_HOME= USER=investigator "
                        + Tmux.program() + " query --no-pager --case shop.jsonl " + TRACE + "\n");
        tmux.run("set-option", "-g", "history-limit", "5000");
    }

    /** What each prompt and its answer are, when there are that many prompts, the last of which is empty. */
    private List<String> screen(int prompts) throws Exception {
        String screen = "";
        for (int look = 0; look < MOST_LOOKS; look++) {
            screen = tmux.run("capture-pane", "-p", "-S", "-", "-t", "s");
            List<String> parts = new ArrayList<>();
            int[] from = {0};
            String text = screen;
            PROMPT.matcher(screen).results().forEach(prompt -> {
                parts.add(text.substring(from[0], prompt.start()));
                from[0] = prompt.start();
            });
            parts.add(text.substring(from[0]));
            if (parts.size() == prompts + 1) {
                return parts;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("expected " + prompts + " prompts: " + screen);
    }
}
