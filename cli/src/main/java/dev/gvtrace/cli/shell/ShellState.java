// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.shell.terminal.AnswerScreen;

/**
 * What a shell keeps between its lines, besides the moment and the rules.
 *
 * @param settings how answers are shown
 * @param questions the saved questions
 * @param values those that are known of the traces
 * @param screen where answers are read
 */
record ShellState(ShellSettings settings, SavedQuestions questions, SampledValues values, AnswerScreen screen) {
    /** The width of the screen; 0 for none. */
    int columns() {
        return screen.columns();
    }
}
