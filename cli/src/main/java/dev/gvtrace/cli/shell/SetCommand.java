// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import java.util.List;

/** Changes or lists the settings of the shell. */
final class SetCommand implements WordCommand {
    private final ShellSettings settings;
    private final Streams streams;

    SetCommand(ShellSettings settings, Streams streams) {
        this.settings = settings;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info("set", "[SETTING [VALUE]]", "changes how answers are shown", List.of());
    }

    @Override
    public int run(List<String> words) throws RequestException {
        if (words.size() > 2) {
            throw new RequestException("set: unexpected '" + words.get(2) + "': expected a setting and a value");
        }
        if (words.size() == 2) {
            settings.set(words.get(0), words.get(1));
            return ExitCode.DONE;
        }
        if (words.size() == 1) {
            streams.println(words.get(0) + " " + settings.get(words.get(0)));
            return ExitCode.DONE;
        }
        for (ShellSettings.Setting setting : settings.all()) {
            String line = String.format("%-9s %-9s", setting.name(), settings.get(setting.name()));
            streams.println(line + " " + setting.description() + ": " + String.join(", ", setting.values()));
        }
        return ExitCode.DONE;
    }
}
