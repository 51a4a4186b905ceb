// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.FormatChoice;
import dev.gvtrace.replay.engine.AlertSuffix;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.output.AlertFormat;
import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the form of alerts. */
public final class AlertOptions {
    private static final String TEXT = "text";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = TEXT,
            converter = Formats.class,
            completionCandidates = Formats.class,
            description = "text, a line an alert; or json, an object a line in Falco's schema")
    private AlertFormat format = AlertFormatter.text();

    @Option(
            names = "--print",
            paramLabel = "FORMAT",
            description =
                    "what follows a text alert: an output format such as '%%evt.type on %%fd.name', or none; by default container, pid and tid")
    private String print = "";

    /** The formats of alerts. */
    static final class Formats extends FormatChoice<AlertFormat> {
        Formats(Catalogs catalogs) {
            super(catalogs::alertFormats);
        }
    }

    /** True for text. */
    boolean isText() {
        return format.name().equals(TEXT);
    }

    /** True if headings with the names of traces are allowed between alerts: no form of output was requested. */
    boolean showsTraces() {
        return isText() && print.isEmpty();
    }

    /** The requested format. */
    public AlertFormat format() {
        return format;
    }

    /** The template of what follows a text alert of these rules, null for nothing. */
    @Nullable
    public OutputTemplate<EventContext> suffix(RuleSet rules) {
        if (print.isEmpty()) {
            return AlertSuffix.usual(rules.binding());
        }
        if (print.equals("none")) {
            return null;
        }
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate<EventContext> template = OutputTemplate.compile(print, rules.binding(), issues);
        if (template == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--print, column " + issues.get(0).position().column() + ": "
                            + issues.get(0).message());
        }
        return template;
    }
}
