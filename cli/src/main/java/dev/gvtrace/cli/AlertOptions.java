package dev.gvtrace.cli;

import dev.gvtrace.replay.output.AlertFormatter;
import picocli.CommandLine.Option;

/** The options that say how alerts look. */
final class AlertOptions {
    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text, a line an alert; or json, an object a line in Falco's schema")
    private Format format = Format.TEXT;

    @Option(names = "--print", paramLabel = "FORMAT", description = "what follows a text alert: an output format such as '%%evt.type on %%fd.name', or none; by default container, pid and tid")
    private String print = "";

    /** Text or JSON. */
    enum Format {
        TEXT,
        JSON
    }

    /** The formatter that was asked for. */
    AlertFormatter formatter() {
        throw new UnsupportedOperationException(print + format);
    }
}
