package io.movein.process;

import tools.jackson.databind.json.JsonMapper;

/** One reader and writer of JSON trees for the whole process: to make one takes longer than most of what is read by it. */
public final class JsonTrees {

    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonTrees() {}
}
