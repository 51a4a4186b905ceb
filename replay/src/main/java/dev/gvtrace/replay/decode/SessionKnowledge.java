// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.proto.point.SyscallTable;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.SystemCall;
import java.util.Set;

/** Facts about a connection's session, from the recorded configuration or derived from messages. */
final class SessionKnowledge {
    /** The order of the two messages of a successful execve. */
    enum ExecOrder {
        UNKNOWN,
        /** sentry/execve, then the exit, which contains the outcome: runsc before August 2025. */
        PROOF_FIRST,
        /** The exit, without the outcome, then sentry/execve. */
        EXIT_FIRST
    }

    private static final byte UNDECIDED = 0;
    private static final byte YES = 1;
    private static final byte NO = 2;

    private final boolean configured;
    private final Set<String> points;
    private final SentryAge age = new SentryAge();
    private final byte[] twins = new byte[SystemCall.count()];
    private boolean environment;
    private boolean shadowed;
    private boolean sentryExecve;
    private ExecOrder order = ExecOrder.UNKNOWN;

    SessionKnowledge(DecodeOptions options) {
        configured = options.configurationKnown();
        points = options.points();
        environment = options.environmentInExit();
        sentryExecve = points.contains("sentry/execve");
        shadowed = configured && hasShadow(options);
    }

    private static boolean hasShadow(DecodeOptions options) {
        for (int number = 0; number <= SyscallTable.GREATEST; number++) {
            SystemCall call = SystemCall.of(options.architecture(), number);
            if (call.schematized()
                    && options.points().contains(PointCatalog.rawName(number, true))
                    && options.points().contains(call.exitPoint())) {
                return true;
            }
        }
        return false;
    }

    /** True if the exit of this call can be sent twice, raw and schematized. */
    boolean mayHaveTwin(SystemCall call) {
        if (!configured || !call.schematized()) {
            return call.schematized();
        }
        int index = call.index();
        if (twins[index] == UNDECIDED) {
            twins[index] = points.contains(call.exitPoint()) ? YES : NO;
        }
        return twins[index] == YES;
    }

    /** A raw exit was followed by its twin. */
    void twinSeen() {
        shadowed = true;
    }

    /** The known minimum release of the Sentry. */
    SentryAge age() {
        return age;
    }

    /** True if a raw exit of this call without its twin means a concealed call. */
    boolean conceals(SystemCall call) {
        return shadowed && mayHaveTwin(call) && age.has(call);
    }

    /** Updates facts from the exit of an execve. */
    void execExitSeen(ExecveCall exit) {
        environment |= exit.hasEnvironment();
    }

    /** True if exits of execve carry the environment, so that they are concealed whenever sentry/execve is. */
    boolean environmentInExit() {
        return environment;
    }

    /** sentry/execve was seen: before its exit, after its exit, or alone. */
    void sentryExecveSeen(ExecveInfo info) {
        sentryExecve = true;
        age.sent(info);
    }

    /** True if a successful execve is reported by sentry/execve on this connection. */
    boolean hasSentryExecve() {
        return sentryExecve;
    }

    void proofCameFirst() {
        order = ExecOrder.PROOF_FIRST;
    }

    void exitCameFirst() {
        age.sentExitFirst();
        order = ExecOrder.EXIT_FIRST;
    }

    /** True if an exit of execve without an error is proof by itself. */
    boolean exitIsTruth() {
        return order == ExecOrder.PROOF_FIRST;
    }

    /** True if a sentry/execve without an exit before it may still be followed by its exit. */
    boolean exitMayFollowProof() {
        return order != ExecOrder.EXIT_FIRST
                && (!configured || points.contains("syscall/execve/exit") || points.contains("syscall/execveat/exit"));
    }
}
