// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

/** What a session can request about the acting thread, at any point; the members of the schema's ContextData. */
public enum ContextField {
    TIME("time", "time_ns", 1, 20220510),
    THREAD_ID("thread_id", "thread_id", 2, 20220510),
    TASK_START_TIME("task_start_time", "thread_start_time_ns", 3, 20220510),
    GROUP_ID("group_id", "thread_group_id", 4, 20220510),
    THREAD_GROUP_START_TIME("thread_group_start_time", "thread_group_start_time_ns", 5, 20220510),
    CONTAINER_ID("container_id", "container_id", 6, 20220510),
    CREDENTIALS("credentials", "credentials", 7, 20220510),
    CWD("cwd", "cwd", 8, 20220510),
    PROCESS_NAME("process_name", "process_name", 9, 20220510),
    PARENT_THREAD_GROUP_ID("parent_thread_group_id", "parent_thread_group_id", 10, 20260525),
    IS_EXEC_SESSION("is_exec_session", "is_exec_session", 11, 20260721);

    private final String label;
    private final String member;
    private final int number;
    private final int since;

    ContextField(String label, String member, int number, int since) {
        this.label = label;
        this.member = member;
        this.number = number;
        this.since = since;
    }

    /** The name in a session configuration. */
    public String label() {
        return label;
    }

    /** The name of the member of ContextData that it fills, which can differ from the label. */
    public String member() {
        return member;
    }

    /** The protobuf number of that member. */
    public int number() {
        return number;
    }

    /** The first release with this field. */
    public Release since() {
        return new Release(since);
    }
}
