package io.movein.standin.node;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.standin.node.image.Image;
import io.movein.standin.node.process.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** A container's declaration → the real command, environment and folders of one start. */
record LaunchPlan(Machine machine, V1Container container) {

    /** {@code own} is the folder of this start; nothing has run in it yet. */
    Launch launch(V1Pod pod, Map<String, Path> volumes, Image image, Path own)
            throws ApiException, ConfigProblem, IOException, CommandLine.StartProblem {
        var terminationLog = Files.createDirectories(own).resolve(Termination.MESSAGE_FILE);
        if (!Files.exists(terminationLog)) {
            Files.createFile(terminationLog);
        }
        var mounts = Volumes.mounts(container, volumes, terminationLog);
        var namespace = pod.getMetadata().getNamespace();
        var environment =
                Environment.of(pod, container, image.config().environment(), machine.services(namespace), mounts);
        var commands = new CommandLine(image, mounts, machine.config().javaHome(), memoryLimit());
        return new Launch(commands.of(container, environment), environment, commands.workingDir(container), own);
    }

    OptionalLong memoryLimit() {
        var resources = container.getResources();
        var limit = resources == null || resources.getLimits() == null
                ? null
                : resources.getLimits().get("memory");
        return limit == null
                ? OptionalLong.empty()
                : OptionalLong.of(limit.getNumber().longValue());
    }
}
