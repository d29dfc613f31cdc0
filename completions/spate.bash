# bash completion for spate

_spate() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]-} words='' files=''
  local overrides='--set --seed --bootstrap-servers'
  local action='' word  # of ctl
  if [[ $command == ctl ]] && ((COMP_CWORD > 2)); then
    for word in "${COMP_WORDS[@]:2:COMP_CWORD - 2}"; do
      case $word in status | health | pause | resume | rate | burst | reload) action=$word && break ;; esac
    done
  fi

  if ((COMP_CWORD == 1)); then
    words='run check sample plan topics ctl presets functions --help --version'
  elif [[ $previous == --log-level ]]; then
    words='debug info warning error off'
  elif [[ $previous == --sink ]]; then
    words='null'
  elif [[ $previous == --start-at ]]; then
    words='now next_minute'
  elif [[ $previous == --shard ]]; then
    words='0/2 1/2 auto/2'
  elif [[ $previous == --metrics ]]; then
    words='off'
  elif [[ $previous == --bootstrap-servers ]]; then
    words='embedded'
  elif [[ $command == ctl && ($previous == --token-file || $previous == --scenario) ]]; then
    files='*'
  elif [[ $command == ctl && ($previous == --address || $previous == --for) ]]; then
    words=''
  elif [[ $previous == --summary || $previous == --junit || $previous == --svg ]]; then
    files='*'
  elif [[ $current == -* ]]; then
    case $command in
      run) words="$overrides --duration --records --rate-scale --start-at --shard --fresh --metrics --summary --junit --sink --find-max --show-sample --print-deliveries --log-level" ;;
      check) words="$overrides --print --schema" ;;
      sample) words="$overrides --records --from --pretty --no-pretty --with-key --with-partition --stats" ;;
      plan) words="$overrides --duration --records --rate-scale --start-at --svg" ;;
      topics) words="$overrides --log-level" ;;
      ctl)
        case $action in
          '') words='--address --token-file --scenario' ;;
          status) words='--json' ;;
          health) words='--live' ;;
          pause | resume | rate | burst) words='--for' ;;
        esac
        ;;
    esac
    words+=' --help'
  else
    case $command in
      presets) words=$(spate presets 2>/dev/null | awk '/^[a-z]/ {print $1}') ;;
      functions) words=$(spate functions 2>/dev/null | sed -nE 's/^([a-z0-9_]+)\(.*/\1/p') ;;
      sample)
        files='*.yaml'
        ((COMP_CWORD == 2)) && words=$(spate presets 2>/dev/null | awk '/^[a-z]/ {print $1}')
        ;;
      run | check | plan | topics) files='*.yaml' ;;
      ctl)
        case $action in
          '') words='status health pause resume rate burst reload' ;;
          pause | resume | rate | burst) words=$(spate ctl status 2>/dev/null | awk 'NR > 1 {print $1}') ;;
        esac
        ;;
    esac
  fi

  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  if [[ -n $files ]]; then
    local names
    compopt -o filenames 2>/dev/null
    mapfile -t names < <(compgen -d -- "$current"; compgen -f -X "!$files" -- "$current")
    COMPREPLY+=("${names[@]}")
  fi
}
complete -F _spate spate
