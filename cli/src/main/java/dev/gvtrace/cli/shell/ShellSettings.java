// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ColourChoice;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.shell.terminal.AnswerScreen;
import dev.gvtrace.replay.output.Screen;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.NearestName;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** How answers are shown: what options, the start file and {@code set} choose. Used by one thread. */
final class ShellSettings {
    private static final List<String> SWITCH = List.of("on", "off");

    private final AnswerScreen screen;
    private final Streams streams;
    private final Map<String, Setting> all = new LinkedHashMap<>();
    private TableRenderer.Format format;
    private boolean wide;
    private boolean vertical;
    private boolean status = true;
    private boolean summary = true;
    private Presentation now = Presentation.USUAL;
    private ColourChoice colour;

    /**
     * A setting.
     *
     * @param values those that it can have
     * @param description its meaning
     */
    record Setting(String name, List<String> values, String description, Access access) {}

    /** Reads and changes a setting; values are among those that it can have. */
    private interface Access {
        String get();

        void set(String value);
    }

    /** A value that is on or off. */
    private interface Flag {
        void set(boolean on);
    }

    /** The settings of the options of a command. */
    ShellSettings(TableRenderer.Format format, ShellOptions options, AnswerScreen screen, Streams streams) {
        this.format = format;
        colour = options.colour();
        wide = options.wide();
        vertical = options.vertical();
        this.screen = screen;
        this.streams = streams;
        add("format", names(TableRenderer.Format.values()), "how rows are printed", new Access() {
            @Override
            public String get() {
                return name(ShellSettings.this.format);
            }

            @Override
            public void set(String value) {
                ShellSettings.this.format = TableRenderer.Format.valueOf(value.toUpperCase(Locale.ROOT));
            }
        });
        addSwitch("wide", "all columns with their whole contents", () -> wide, on -> wide = on);
        addSwitch("vertical", "each column on a line of its own", () -> vertical, on -> vertical = on);
        addSwitch("pager", "long answers go to a pager", screen::isPaging, screen::setPaging);
        addSwitch("status", "the last line of the screen shows the trace", () -> status, on -> status = on);
        addSwitch("summary", "the shell opens with a summary", () -> summary, on -> summary = on);
        add("color", names(ColourChoice.values()), "colours by meaning", new Access() {
            @Override
            public String get() {
                return name(ShellSettings.this.colour);
            }

            @Override
            public void set(String value) {
                ShellSettings.this.colour = ColourChoice.valueOf(value.toUpperCase(Locale.ROOT));
            }
        });
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> names(Enum<?>... values) {
        return Arrays.stream(values).map(ShellSettings::name).toList();
    }

    private void add(String name, List<String> values, String description, Access access) {
        all.put(name, new Setting(name, values, description, access));
    }

    private void addSwitch(String name, String description, BooleanSupplier get, Flag flag) {
        add(name, SWITCH, description, new Access() {
            @Override
            public String get() {
                return get.getAsBoolean() ? "on" : "off";
            }

            @Override
            public void set(String value) {
                flag.set(value.equals("on"));
            }
        });
    }

    /** All settings, in the order of the help. */
    List<Setting> all() {
        return List.copyOf(all.values());
    }

    /** The value of a setting, as it is written. */
    String get(String name) throws RequestException {
        return setting(name).access().get();
    }

    /** Changes a setting; colours may also be switched {@code on} and {@code off}. */
    void set(String name, String value) throws RequestException {
        Setting setting = setting(name);
        String known = value;
        if (name.equals("color")) {
            known = value.equals("on") ? "always" : value.equals("off") ? "never" : value;
        }
        if (!setting.values().contains(known)) {
            throw new RequestException(
                    "set " + name + ": invalid '" + value + "': expected " + String.join(", ", setting.values()));
        }
        setting.access().set(known);
    }

    private Setting setting(String name) throws RequestException {
        Setting found = all.get(name);
        if (found == null) {
            String nearest = NearestName.of(name, all.keySet());
            throw new RequestException("unknown setting '" + name + "'"
                    + (nearest == null
                            ? ": expected one of " + String.join(", ", all.keySet())
                            : "; nearest: " + nearest));
        }
        return found;
    }

    TableRenderer.Format format() {
        return format;
    }

    /** True if output has colours. */
    boolean hasColours() {
        return colour.wanted(streams);
    }

    /** True if the shell opens with a summary. */
    boolean opensWithSummary() {
        return summary;
    }

    /** True if the last line of the screen shows the trace. */
    boolean showsStatus() {
        return status;
    }

    /** The screen for a table that is printed now. */
    Screen screen() {
        return new Screen(screen.columns(), wide || now.wide(), vertical || now.vertical(), hasColours());
    }

    /** Runs an answer that is shown in its own way. */
    int during(Presentation presentation, Answering answering) throws RequestException, IOException {
        boolean unpaged = presentation.unpaged() && screen.isPaging();
        now = presentation;
        if (unpaged) {
            screen.setPaging(false);
        }
        try {
            return answering.run();
        } finally {
            now = Presentation.USUAL;
            if (unpaged) {
                screen.setPaging(true);
            }
        }
    }

    /** Answers a line; returns the exit code. */
    interface Answering {
        int run() throws RequestException, IOException;
    }
}
