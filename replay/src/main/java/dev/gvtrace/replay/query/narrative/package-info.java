// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Answers in sentences: the rows of several tables become facts, facts become sentences, and many of a kind become one.
 * What commands are called and which words follow them belongs to {@code replay.query}; escaping and layout belong to
 * what prints the rows.
 *
 * <p>Read first {@code Asked}, the requests, and {@code TraceFacts}, their rows; then {@link
 * dev.gvtrace.replay.query.narrative.StoryArrangement} and {@code Story}, which decides what is worth a sentence. All
 * words are in {@code Sentences}; {@code Phrase} quotes what comes from a trace, {@code Folding} folds. {@code
 * FileRoles} has what paths are usually for.
 */
@NullMarked
package dev.gvtrace.replay.query.narrative;

import org.jspecify.annotations.NullMarked;
