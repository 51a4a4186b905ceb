// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place in the Sentry that can send messages, as a session configuration names it. Immutable.
 *
 * <p>More than six components: one for each fact that the catalogue has of a point.
 *
 * @param name such as {@code container/start}, {@code syscall/openat/exit} or {@code syscall/sysno/257/enter}
 * @param type the type of its messages
 * @param since the first release that has it
 * @param optionalFields what it can add, in the newest release
 * @param contextFields what it can report about the acting thread, in the newest release
 * @param architectures where it exists
 * @param call the name of its system call, null for raw points and for points that are not about a call
 * @param rawNumber the number of a raw point's system call, -1 for other points
 */
public record Point(
        String name,
        MessageType type,
        Release since,
        List<OptionalField> optionalFields,
        List<ContextField> contextFields,
        Set<Architecture> architectures,
        @Nullable String call,
        int rawNumber) {
    /** True for raw points: six registers and nothing else. */
    public boolean isRaw() {
        return rawNumber >= 0;
    }

    /** The name of the system call on the architecture, for raw points too; null if there is none. */
    public @Nullable String callOn(Architecture architecture) {
        if (isRaw()) {
            return SyscallTable.of(architecture).name(rawNumber);
        }
        return architectures.contains(architecture) ? call : null;
    }

    /** The number of the system call on the architecture, or -1 if there is none. */
    public int numberOn(Architecture architecture) {
        if (isRaw()) {
            return rawNumber;
        }
        return call == null ? -1 : SyscallTable.of(architecture).number(call);
    }

    /** The optional fields in the release. */
    public List<OptionalField> optionalFields(Release release) {
        return optionalFields.stream().filter(f -> release.has(f.since())).toList();
    }

    /** The context fields in the release. */
    public List<ContextField> contextFields(Release release) {
        return contextFields.stream().filter(f -> release.has(f.since())).toList();
    }
}
