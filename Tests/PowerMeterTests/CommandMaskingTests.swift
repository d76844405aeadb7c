import PowerMeter
import Testing

@Suite struct CommandMaskingTests {
  @Test(arguments: [
    (["train", "--token=abc"], ["train", "--token=***"]),
    (["train", "--api-key", "abc", "--lr", "0.1"], ["train", "--api-key", "***", "--lr", "0.1"]),
    (
      ["env", "AWS_SECRET_ACCESS_KEY=abc", "HF_TOKEN=x", "train"],
      ["env", "AWS_SECRET_ACCESS_KEY=***", "HF_TOKEN=***", "train"]
    ),
    (["train", "hf_0123456789abcdefghij"], ["train", "***"]),
    (["wget", "https://me:secret@host/data"], ["wget", "https://me:***@host/data"]),
    (["train", "--data=https://me:secret@host/data"], ["train", "--data=https://me:***@host/data"]),
    (
      ["curl", "-H", "Authorization: Bearer abc", "-H", "Accept: text/plain"],
      ["curl", "-H", "Authorization: ***", "-H", "Accept: text/plain"]
    ),
    (["train", "--wandb-key", "abc", "--github_pat", "xyz"], ["train", "--wandb-key", "***", "--github_pat", "***"]),
    (["train", String(repeating: "0a", count: 20)], ["train", "***"]),
    (["mysql", "-p", "hunter2"], ["mysql", "-p", "***"]),
    (["docker", "-p", "8080", "--sort-key", "name"], ["docker", "-p", "8080", "--sort-key", "name"]),
    (["train", "--password", "--verbose"], ["train", "--password", "--verbose"]),
    (
      ["train", "--max-tokens", "5", "tokenizer=bpe", "--author", "me"],
      ["train", "--max-tokens", "5", "tokenizer=bpe", "--author", "me"]
    ),
  ])
  func `secrets are masked and nothing else`(command: [String], expected: [String]) {
    #expect(CommandMasking.masked(command) == expected)
  }
}
