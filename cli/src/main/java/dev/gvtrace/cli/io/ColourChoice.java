// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import java.util.Map;

/** Whether output has colours. */
public enum ColourChoice {
    /**
     * On a terminal that has colours, unless {@code NO_COLOR} is set or {@code CLICOLOR} is 0; with
     * {@code CLICOLOR_FORCE} everywhere.
     */
    AUTO,
    ALWAYS,
    NEVER;

    /** True if standard output has colours. */
    public boolean wanted(Streams streams) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> isUsual(streams);
        };
    }

    private static boolean isUsual(Streams streams) {
        Map<String, String> environment = streams.environment();
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        String force = environment.getOrDefault("CLICOLOR_FORCE", "");
        if (!force.isEmpty() && !force.equals("0")) {
            return true;
        }
        String terminal = environment.getOrDefault("TERM", "");
        return streams.terminals().out()
                && !terminal.isEmpty()
                && !terminal.equals("dumb")
                && !environment.getOrDefault("CLICOLOR", "").equals("0");
    }
}
