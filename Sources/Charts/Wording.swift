/// Says one of a chart's own phrases, such as `90 % range`, in the reader's language.
public typealias Wording = (String) -> String
