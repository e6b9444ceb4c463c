package io.movein.standin.github.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.execution.DataFetcherResult;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.SourceLocation;
import graphql.schema.Coercing;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Refused;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@code POST /graphql}, over the part of GitHub's published schema that stands in {@code schema.graphqls}. Reading only. */
final class GraphQlApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Programs ask the same few things again and again; each is parsed and validated once. */
    private static final int MOST_KNOWN = 100;

    /** What GitHub says of something that is not there: an error beside the data, with a type. */
    private record NotFound(String message, List<Object> path) implements GraphQLError {
        @Override
        public String getMessage() {
            return message;
        }

        @Override
        public List<Object> getPath() {
            return path;
        }

        @Override
        public @Nullable List<SourceLocation> getLocations() {
            return null;
        }

        @Override
        public ErrorClassification getErrorType() {
            return ErrorType.DataFetchingException;
        }

        @Override
        public Map<String, Object> toSpecification() {
            return Map.of("type", "NOT_FOUND", "path", path, "message", message);
        }
    }

    private final GitHubModel model;
    private final GraphQlViews views;
    private final GraphQL graphql;

    GraphQlApi(GitHubModel model, Rendering rendering) {
        this.model = model;
        this.views = new GraphQlViews(model, rendering);
        var known = new ConcurrentHashMap<String, PreparsedDocumentEntry>();
        this.graphql = GraphQL.newGraphQL(schema())
                .preparsedDocumentProvider((input, parse) -> CompletableFuture.completedFuture(
                        known.size() < MOST_KNOWN
                                ? known.computeIfAbsent(input.getQuery(), _ -> parse.apply(input))
                                : parse.apply(input)))
                .build();
    }

    Answer answer(Call call) {
        var body = call.body();
        var input = ExecutionInput.newExecutionInput(body.path("query").asText())
                .variables(JSON.convertValue(
                        body.path("variables").isObject() ? body.path("variables") : JSON.createObjectNode(),
                        new TypeReference<Map<String, Object>>() {}))
                .build();
        return Answer.ok(JSON.valueToTree(graphql.execute(input).toSpecification()));
    }

    private GraphQLSchema schema() {
        var wiring = RuntimeWiring.newRuntimeWiring()
                .scalar(asText("DateTime"))
                .scalar(asText("BigInt"))
                .scalar(asText("URI"))
                .type("Query", type -> type.dataFetcher("repository", this::repository))
                .type(
                        "Repository",
                        type -> type.dataFetcher("issue", this::issue).dataFetcher("issues", views::issues))
                .type(
                        "Issue",
                        type -> type.dataFetcher("comments", views::comments)
                                .dataFetcher("labels", views::labels)
                                .dataFetcher("timelineItems", views::timeline))
                .type("Actor", type -> type.typeResolver(env -> env.getSchema().getObjectType(kind(env.getObject()))))
                .type(
                        "IssueTimelineItems",
                        type -> type.typeResolver(env -> env.getSchema().getObjectType(kind(env.getObject()))))
                .build();
        try (Reader text = new InputStreamReader(
                Objects.requireNonNull(GraphQlApi.class.getResourceAsStream("schema.graphqls")),
                StandardCharsets.UTF_8)) {
            return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(text), wiring);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String kind(Map<String, Object> object) {
        return String.valueOf(object.get("__kind"));
    }

    private DataFetcherResult<Object> repository(DataFetchingEnvironment env) {
        String asked = env.getArgument("owner") + "/" + env.getArgument("name");
        return asked.equalsIgnoreCase(model.repository().toString())
                ? found(Map.of())
                : notFound(env, "Could not resolve to a Repository with the name '" + asked + "'.");
    }

    private DataFetcherResult<Object> issue(DataFetchingEnvironment env) {
        int number = Objects.requireNonNull(env.<Integer>getArgument("number"));
        var missing = "Could not resolve to an Issue with the number of " + number + ".";
        try {
            return model.pulls().isOne(number) ? notFound(env, missing) : found(views.issue(model.issue(number)));
        } catch (Refused refused) {
            return notFound(env, missing);
        }
    }

    private static DataFetcherResult<Object> found(Object data) {
        return DataFetcherResult.newResult().data(data).build();
    }

    private static DataFetcherResult<Object> notFound(DataFetchingEnvironment env, String message) {
        return DataFetcherResult.newResult()
                .error(new NotFound(
                        message, env.getExecutionStepInfo().getPath().toList()))
                .build();
    }

    private static GraphQLScalarType asText(String name) {
        return GraphQLScalarType.newScalar()
                .name(name)
                .coercing(new Coercing<String, String>() {
                    @Override
                    public String serialize(Object value, graphql.GraphQLContext context, java.util.Locale locale) {
                        return value.toString();
                    }

                    @Override
                    public String parseValue(Object value, graphql.GraphQLContext context, java.util.Locale locale) {
                        return value.toString();
                    }
                })
                .build();
    }
}
