// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.replay.engine.AlertSuffix;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how alerts look. */
public final class AlertOptions {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, a line an alert; or json, an object a line in Falco's schema")
    private Format format = Format.TEXT;

    @Option(
            names = "--print",
            paramLabel = "FORMAT",
            description =
                    "what follows a text alert: an output format such as '%%evt.type on %%fd.name', or none; by default container, pid and tid")
    private String print = "";

    /** Text or JSON. */
    enum Format {
        TEXT,
        JSON
    }

    /** True for text. */
    boolean isText() {
        return format == Format.TEXT;
    }

    /** True if lines that name traces may stand between alerts: nobody asked for a form of output. */
    boolean showsTraces() {
        return format == Format.TEXT && print.isEmpty();
    }

    /** The formatter that was asked for. */
    public AlertFormatter formatter() {
        return format == Format.JSON ? AlertFormatter.json() : AlertFormatter.text();
    }

    /** The template of what follows a text alert, null for nothing. */
    @Nullable
    public OutputTemplate<EventContext> suffix() {
        if (print.isEmpty()) {
            return AlertSuffix.USUAL;
        }
        if (print.equals("none")) {
            return null;
        }
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate<EventContext> template = OutputTemplate.compile(print, EventBinding.installed(), issues);
        if (template == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--print, column " + issues.get(0).position().column() + ": "
                            + issues.get(0).message());
        }
        return template;
    }
}
