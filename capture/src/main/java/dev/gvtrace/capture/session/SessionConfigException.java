// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

/**
 * A session configuration that runsc would refuse. The message contains the place, what was found, and what was
 * expected.
 */
public final class SessionConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    SessionConfigException(String message) {
        super(message);
    }
}
