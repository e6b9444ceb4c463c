package io.movein.standin.node;

/** A container whose declaration cannot be met: {@code CreateContainerConfigError}, until what is missing is there. */
final class ConfigProblem extends Exception {

    ConfigProblem(String message) {
        super(message);
    }
}
