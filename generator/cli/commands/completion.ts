import { EXIT, type ExitCode } from '../exit.ts';
import { print } from '../terminal.ts';

/** Each asks `sluice __complete WORDS...` for lines `word<TAB>description`, `:files` (YAML files) or `:folders`. */
const SCRIPTS = {
  bash: `\
# sluice completion for bash: eval "$(sluice completion bash)"
_sluice() {
  local cur=\${COMP_WORDS[COMP_CWORD]} line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files)
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do
          if [[ -d $line || $line == *.yaml || $line == *.yml ]]; then COMPREPLY+=("$line"); fi
        done < <(compgen -f -- "$cur")
        ;;
      :folders)
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$cur")
        ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _sluice sluice`,
  zsh: `\
#compdef sluice
# sluice completion for zsh: source <(sluice completion zsh), after compinit
_sluice() {
  local -a found
  local line
  while IFS= read -r line; do
    case $line in
      :files) _files -g '*.(yaml|yml)' ;;
      :folders) _files -/ ;;
      *) found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done < <("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( $#found )) && _describe sluice found
}
compdef _sluice sluice`,
  fish: `\
# sluice completion for fish: sluice completion fish | source
function __sluice_complete
  set -l words (commandline -opc)
  set -l command $words[1]
  set -e words[1]
  for line in ($command __complete $words (commandline -ct) 2>/dev/null)
    switch $line
      case ':files'
        __fish_complete_suffix .yaml
      case ':folders'
        __fish_complete_directories
      case '*'
        echo $line
    end
  end
end
complete -c sluice -f -a '(__sluice_complete)'`,
} as const;

export type Shell = keyof typeof SCRIPTS;

/** `sluice completion SHELL`: the script that a shell reads when it starts. */
export async function completion(shell: Shell): Promise<ExitCode> {
  print(SCRIPTS[shell]);
  return EXIT.ok;
}
