// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.report;

/**
 * A question that has a name.
 *
 * @param name a word, as given on the command line
 * @param title a heading
 * @param description meaning of the rows; a sentence or two
 * @param question a line of the query language
 */
public record Report(String name, String title, String description, String question) {}
