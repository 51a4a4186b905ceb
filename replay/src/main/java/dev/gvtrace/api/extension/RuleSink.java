// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

/** Receives the items of a rule file in another syntax. Used by the thread that reads the file, while it reads it. */
public interface RuleSink {
    /**
     * Adds an item: a rule, a macro, a list or a requirement, with the keys and values that it has in Falco's YAML.
     * Missing and invalid keys become errors of the file.
     */
    void item(RuleNode.Mapping item);

    /**
     * Reports an error in the file, which prevents it from being loaded. May be called several times; reading can
     * continue.
     *
     * @param start where the invalid text begins
     * @param end index after it
     * @param message what was found and what was expected
     * @throws dev.gvtrace.api.GvtraceException INVALID_REQUEST if the place is outside of the file
     */
    void error(int start, int end, String message);
}
